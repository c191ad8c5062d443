namespace Vicinity.Traffic.Tests;

/// <summary>Waits for real sockets and files, with a bound.</summary>
internal static class Eventually
{
    public static async Task Holds(Func<bool> condition, string what, int seconds = 30)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(seconds);
        while (!condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"not within {seconds} s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
