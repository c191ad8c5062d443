using Microsoft.Extensions.Logging;
using Vicinity.Feeds;
using Vicinity.Model;

namespace Vicinity.Weather;

/// <summary>Simulated sensors in this process, which report to the log.</summary>
/// <param name="options">How many, and how often.</param>
/// <param name="writer">Where the readings go; stays the caller's.</param>
/// <param name="log">Where they tell what goes wrong.</param>
/// <param name="time">The clock.</param>
public sealed class DemoSensors(WeatherOptions options, ReadingWriter writer, ILogger<DemoSensors> log, TimeProvider? time = null) : SupervisedService(log, time ?? TimeProvider.System)
{
    private readonly ILogger _log = log;

    /// <inheritdoc/>
    protected override Task WorkAsync(CancellationToken cancel) =>
        Task.WhenAll(SimulatedSensor.Several(options.DemoSensors, options.Seed).Select(sensor => RunAsync(sensor, cancel)));

    private Task RunAsync(SimulatedSensor sensor, CancellationToken cancel)
    {
        var draws = new Prng((ulong)sensor.Seed);
        var settings = new SensorOptions { Sensor = sensor.Sensor, Place = sensor.Place, PeriodMs = options.PeriodMs };
        return new SensorRunner(settings, new SimulatedSource(sensor.Kind, sensor.Seed), writer, _log, Time, draws.NextDouble).RunAsync(cancel);
    }
}
