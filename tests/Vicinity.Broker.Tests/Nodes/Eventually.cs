namespace Vicinity.Broker.Tests;

/// <summary>Waits for a state of a node that no event announces, within a bound: it is looked at every few milliseconds.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(3);

    public static Task TrueAsync(Func<bool> condition, string what) => AnswersAsync(() => Task.FromResult(condition()), isTrue => isTrue, what);

    /// <summary>Asks again until the answer is one that is waited for, and returns it.</summary>
    public static async Task<T> AnswersAsync<T>(Func<Task<T>> ask, Func<T, bool> isAwaited, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (true)
        {
            T answer = await ask();
            if (isAwaited(answer)) return answer;
            if (patience.IsCancellationRequested) throw new TimeoutException($"it did not come true that {what}; the last answer was {answer}");
            await Task.Delay(s_look, CancellationToken.None);
        }
    }
}
