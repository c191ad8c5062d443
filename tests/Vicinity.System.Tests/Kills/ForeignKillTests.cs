using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.System.Tests;

/// <summary>The kills of <see cref="KillTests"/> under a producer that others wrote.</summary>
public sealed class ForeignKillTests
{
    private const string Python = "/usr/bin/python3";
    private const int Partitions = 3;

    [Fact(Timeout = 240_000)]
    public async Task After_6_kills_under_librdkafkas_idempotent_producer_every_acknowledged_record_is_there_once()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await HasLibrdkafkaAsync(cancel), "needs librdkafka's Python client (Debian: apt-get install python3-confluent-kafka)");
        var prng = new Prng(6);
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.CreateTopicAsync("t", Partitions, 1, null, cancel);
        using Process producer = Start(Path.Combine(AppContext.BaseDirectory, "Kills", "numbered_producer.py"), node.Address, "t", $"{Partitions}");
        Task<string> errors = producer.StandardError.ReadToEndAsync(cancel);
        var acknowledged = new List<(int Partition, int Number, long Offset)>();

        for (int kill = 0; kill < 6; kill++)
        {
            await ReadAsync(producer, acknowledged, acknowledged.Count + prng.Next(100, 2000), cancel);
            node.Kill();
            await node.StartAsync(cancel);
        }

        await ReadAsync(producer, acknowledged, acknowledged.Count + 100, cancel);
        producer.StandardInput.Close();
        int written = await ReadAsync(producer, acknowledged, int.MaxValue, cancel);
        await producer.WaitForExitAsync(cancel);

        producer.ExitCode.ShouldBe(0, await errors);
        acknowledged.Count.ShouldBe(written * Partitions);
        for (int p = 0; p < Partitions; p++)
        {
            List<ConsumedRecord> stored = await StoredRecords.ReadAsync(node.Address, new TopicPartition("t", p), cancel);
            stored.Select(r => r.ValueText).ShouldBe(Enumerable.Range(0, written).Select(i => $"{i}"), $"partition {p}: in order, each once");
            acknowledged.Where(a => a.Partition == p).ShouldAllBe(a => a.Offset == -1 || stored[a.Number].Offset == a.Offset);
        }
    }

    /// <summary>Takes acknowledgements until there are that many; at the producer's end returns how many it wrote to each partition.</summary>
    private static async Task<int> ReadAsync(Process producer, List<(int, int, long)> acknowledged, int count, CancellationToken cancel)
    {
        while (acknowledged.Count < count)
        {
            string line = await producer.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(90), cancel) ?? throw new EndOfStreamException("the producer ended");
            string[] parts = line.Split(' ');
            if (parts[0] == "end") return int.Parse(parts[1]);
            if (parts[0].StartsWith("failed", StringComparison.Ordinal)) throw new InvalidOperationException(line);
            acknowledged.Add((int.Parse(parts[0]), int.Parse(parts[1]), long.Parse(parts[2])));
        }

        return -1;
    }

    private static async Task<bool> HasLibrdkafkaAsync(CancellationToken cancel)
    {
        if (!File.Exists(Python)) return false;
        using Process check = Start("-c", "import confluent_kafka");
        await check.WaitForExitAsync(cancel);
        return check.ExitCode == 0;
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
}
