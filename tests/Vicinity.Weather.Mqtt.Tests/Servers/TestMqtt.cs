using System.Diagnostics;

namespace Vicinity.Weather.Mqtt.Tests;

/// <summary>A server on a free port, and what it stored.</summary>
public sealed class TestMqtt : IAsyncDisposable
{
    private TestMqtt(MqttSettings settings) => Server = new MqttReadingServer(settings with { Address = "127.0.0.1:0" }, Store.Open, TimeProvider.System);

    public StoredReadings Store { get; } = new();

    public MqttReadingServer Server { get; }

    public static async Task<TestMqtt> StartAsync(MqttSettings? settings = null)
    {
        var started = new TestMqtt(settings ?? new MqttSettings());
        await started.Server.StartAsync();
        return started;
    }

    /// <summary>Waits for a condition; bounded.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30)) throw new TimeoutException($"it did not come that {what}");
            await Task.Delay(10);
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
