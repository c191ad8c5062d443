namespace Vicinity.Gateway.Tests;

/// <summary>Waits for what a gateway shows in the end, from one change of what stands behind it to the next.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <param name="next">Completes with the next change.</param>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">The same in words.</param>
    public static async Task UntilAsync(Func<Task> next, Func<Task<bool>> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        for (Task change = next(); !await condition(); change = next())
        {
            try
            {
                await change.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"not within {s_patience.TotalSeconds} s: {what}");
            }
        }
    }
}
