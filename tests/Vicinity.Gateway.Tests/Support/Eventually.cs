namespace Vicinity.Gateway.Tests;

/// <summary>Waits for what a gateway shows in the end.</summary>
internal static class Eventually
{
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(30);
        while (!await condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"not within 30 s: {what}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
