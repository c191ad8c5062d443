using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>
/// Writes readings to the log; the key of a record is the sensor, so that those of one stay in order. A single reading goes as JSON, several of a sensor together in the compact form. Thread-safe.
/// </summary>
/// <param name="options">Where the log is, and the topic.</param>
/// <param name="log">Where it tells what could not be stored.</param>
/// <param name="time">The clock.</param>
/// <param name="deliveryTimeout">How long the log may be away before readings fail; null for two minutes.</param>
public sealed class ReadingWriter(WeatherOptions options, ILogger<ReadingWriter> log, TimeProvider? time = null, TimeSpan? deliveryTimeout = null)
    : EventWriter<IReadOnlyList<Reading>>(
        new WriterOptions(options.BootstrapServers, "vicinity-weather") { Partitions = options.Partitions, Replicas = options.Replicas, MaxTopics = 1, DeliveryTimeout = deliveryTimeout },
        log,
        time), IReadingSink
{
    // A reading takes some 50 bytes in the compact form, and a record has to fit a request.
    private const int MostInRecord = 2_000;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        List<ReadingRefusal> refused = [];
        List<Task> writes = [];
        List<Reading> together = [];
        foreach (Reading reading in readings)
        {
            if (ReadingBounds.Problem(reading, now) is { } problem)
            {
                refused.Add(new ReadingRefusal(reading.Number, problem));
                continue;
            }
            // Those of other sensors begin a record of their own.
            if (together.Count == MostInRecord || (together.Count > 0 && together[0].Sensor != reading.Sensor))
            {
                writes.Add(WriteAsync(together, cancel));
                together = [];
            }
            together.Add(reading);
        }
        if (together.Count > 0) writes.Add(WriteAsync(together, cancel));
        try
        {
            await Task.WhenAll(writes).ConfigureAwait(false);
        }
        catch (ClientException away)
        {
            throw new TransportException($"the log has not confirmed the readings: {away.Message}", away);
        }
        return new SendOutcome(readings.Count, refused);
    }

    /// <inheritdoc/>
    protected override string TopicOf(in IReadOnlyList<Reading> value) => options.ReadingsTopic;

    /// <inheritdoc/>
    protected override int Encode(in IReadOnlyList<Reading> value, ArrayBufferWriter<byte> output)
    {
        int key = Encoding.UTF8.GetBytes(value[0].Sensor, output.GetSpan(Encoding.UTF8.GetMaxByteCount(value[0].Sensor.Length)));
        output.Advance(key);
        if (value.Count == 1) ReadingJson.Write(output, value[0]);
        else ReadingCompact.Write(output, value);
        return key;
    }
}
