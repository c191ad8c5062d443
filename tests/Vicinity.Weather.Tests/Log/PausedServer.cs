using System.Buffers;
using System.Text;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Weather.Tests;

/// <summary>A server of partition 0 that does one thing at a time: it builds its state up, reads what is there, and writes a step when it is told to, however late.</summary>
internal sealed class PausedServer
{
    private readonly WeatherOptions _options;
    private readonly LogTopics _topics;
    private readonly PartitionWork _work;

    private PausedServer(WeatherOptions options, LogTopics topics, PartitionWork work) => (_options, _topics, _work) = (options, topics, work);

    private TopicPartition Readings => new(_options.ReadingsTopic, 0);

    public static async Task<PausedServer> StartAsync(WeatherOptions options, LogTopics topics)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        (StepHistory history, long first) = await StepLog.ReadAsync(topics, new TopicPartition(options.StepsTopic, 0), cancel);
        (Guid topic, long begin, long end) = await topics.PlaceAsync(new TopicPartition(options.ReadingsTopic, 0), cancel);
        return new PausedServer(options, topics, new PartitionWork(WindowRules.Of(options), Guid.NewGuid(), history, new ReadingsPlace(topic, begin, end), first));
    }

    /// <summary>Reads all that is there.</summary>
    public async Task ReadAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        (_, _, long end) = await _topics.PlaceAsync(Readings, cancel);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await _topics.ReadAsync(Readings, _work.Next, end, record =>
        {
            if (!_work.Begin(record.Offset, now)) return;
            var reader = new ReadingReader(record.Value, record.Key);
            while (reader.MoveNext()) _work.Count(reader.Current, record.TimestampMs);
            _work.Reach(record.Offset + 1);
        }, cancel);
        _work.Reach(end);
    }

    /// <summary>Writes what came of it, with the windows closed by the clock.</summary>
    public async Task WriteAsync()
    {
        if (!_work.TryDraft(out Step draft))
        {
            long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            _work.Cut(now, now - _options.LatenessMs, withCheckpoint: false);
            _work.TryDraft(out draft).ShouldBeTrue();
        }
        var output = new ArrayBufferWriter<byte>();
        StepCodec.Write(output, draft);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = _options.BootstrapServers });
        await producer.SendAsync(_options.StepsTopic, default, output.WrittenSpan, partition: 0);
    }
}
