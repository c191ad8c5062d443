namespace Vicinity.Weather.Grpc.Tests;

/// <summary>Waits for what other components do in their own time, with a bound.</summary>
internal static class Soon
{
    public static async Task IsTrueAsync(Func<bool> condition, string what)
    {
        long began = Environment.TickCount64;
        while (!condition())
        {
            if (Environment.TickCount64 - began > 20_000) throw new TimeoutException($"20 s have passed, and it is not so that {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
