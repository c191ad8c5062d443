using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>Writes reports of components to the log; the key is role, transport and name. Thread-safe.</summary>
/// <param name="options">Where the log is, and the topic.</param>
/// <param name="log">Where it tells what could not be stored.</param>
/// <param name="time">The clock.</param>
public sealed class ComponentWriter(WeatherOptions options, ILogger<ComponentWriter> log, TimeProvider? time = null)
    : EventWriter<ComponentReport>(
        new WriterOptions(options.BootstrapServers, "vicinity-weather-components") { Partitions = 1, Replicas = options.Replicas, Retention = TimeSpan.FromHours(1), MaxTopics = 1 },
        log,
        time)
{
    /// <inheritdoc/>
    protected override string TopicOf(in ComponentReport value) => options.ComponentsTopic;

    /// <inheritdoc/>
    protected override int Encode(in ComponentReport value, ArrayBufferWriter<byte> output)
    {
        int length = System.Text.Encoding.UTF8.GetBytes($"{value.Role}/{value.Transport}/{value.Name}", output.GetSpan(512));
        output.Advance(length);
        ComponentJson.Write(output, value);
        return length;
    }
}
