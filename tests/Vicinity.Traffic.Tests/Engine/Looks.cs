using Vicinity.Feeds;

namespace Vicinity.Traffic.Tests;

/// <summary>Waits, from one look of a follower at its log to the next, for what it shows in the end.</summary>
internal static class Looks
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <param name="follower">The follower.</param>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">The same in words.</param>
    public static async Task UntilAsync<T>(this LogFollower<T> follower, Func<bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        for (Task next = follower.NextLook; !condition(); next = follower.NextLook)
        {
            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"not within {s_patience.TotalSeconds} s: {what}");
            }
        }
    }
}
