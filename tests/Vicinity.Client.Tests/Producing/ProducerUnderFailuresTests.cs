using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

/// <summary>
/// A broker that fails at random: refuses, appends and loses the answer, appends and answers an error, closes connections. Invariant of the idempotent producer: what is
/// acknowledged is in the log exactly once, at the acknowledged offset, and each partition's log has the order of the calls.
/// </summary>
public sealed class ProducerUnderFailuresTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_record_is_in_the_log_exactly_once_and_in_order(int seed)
    {
        var random = new Prng((ulong)seed);
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 3);
        foreach (FakeLog log in logs.Values) log.NamesDuplicates = seed % 2 == 0;
        broker.On<ProduceRequest, ProduceResponse>(request =>
        {
            lock (random)
            {
                if (random.Chance(0.05)) throw new DropConnectionException();
                ProduceResponse answer = LogBroker.Answer(request, (p, records) => Append(random, logs[p], records));
                if (random.Chance(0.1)) throw new DropConnectionException();
                return answer;
            }
        });
        await using var producer = new Producer(ProducerTests.Options(broker) with
        {
            BatchBytes = 200,
            MaxInFlightPerPartition = 1 + (seed % 5),
            Compression = (CompressionCodec)(seed % 4),
        });
        var sent = new List<Task<RecordPosition>>();
        for (int i = 0; i < 600; i++)
        {
            sent.Add(producer.SendAsync("t", default, ProducerTests.Value(i), partition: i % 3));
            if (i % 40 == 0) await Task.Yield();
        }
        RecordPosition[] positions = await Task.WhenAll(sent);
        for (int p = 0; p < 3; p++)
        {
            List<string> values = logs[new TopicPartition("t", p)].Values();
            values.ShouldBe(Enumerable.Range(0, 600).Where(i => i % 3 == p).Select(i => $"{i}"));
        }
        for (int i = 0; i < 600; i++)
            if (positions[i].Offset >= 0) positions[i].Offset.ShouldBe(i / 3);
    }

    private static (ErrorCode Code, long BaseOffset) Append(Prng random, FakeLog log, ReadOnlyMemory<byte> records)
    {
        if (random.Chance(0.1)) return (random.Chance(0.5) ? ErrorCode.NotLeaderOrFollower : ErrorCode.NotEnoughReplicas, -1);
        (ErrorCode Code, long BaseOffset) appended = log.Append(records);
        return random.Chance(0.1) ? (random.Chance(0.5) ? ErrorCode.RequestTimedOut : ErrorCode.NotEnoughReplicasAfterAppend, -1) : appended;
    }
}
