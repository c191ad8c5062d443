namespace Vicinity.Broker.Tests;

/// <summary>Waits for a state of the node that no event announces, within a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"it did not come true that {what}");
            await Task.Yield();
        }
    }
}
