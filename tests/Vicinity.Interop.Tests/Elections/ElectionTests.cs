using System.Globalization;
using System.Text.RegularExpressions;

namespace Vicinity.Interop.Tests;

/// <summary>Clients of others that read while the partition's leader changes: offsets stay dense, nothing is lost, and no record of the quorum's own shows.</summary>
public sealed partial class ElectionTests(JavaHost java)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    [Fact(Timeout = 300_000)]
    public async Task Four_clients_read_over_elections_every_record_from_0_on_in_order_and_nothing_else()
    {
        Installed.NeedsKafkaPython();
        Installed.NeedsConfluent();
        Installed.NeedsKafkajs();
        Installed.NeedsJava();
        Installed.NeedsKcat();
        await using ThreeNodes nodes = await ThreeNodes.StartAsync();
        await CreateTopicAsync(nodes);
        string python = RepositoryFolder.OfTests("python", "member.py");
        string[] ArgumentsOf(string client) => [nodes.AddressOf(3), $"reads-{client}", "t", "range", "at-least-once"];
        var readers = new List<MixedMember>
        {
            new("kafka-python", Conversation.Start(Installed.PythonPath, ["-B", python, "kafka-python", .. ArgumentsOf("kafka-python")])),
            new("librdkafka", Conversation.Start(Installed.PythonPath, ["-B", python, "confluent", .. ArgumentsOf("librdkafka")])),
            new("kafkajs", Conversation.Start("node", [RepositoryFolder.OfTests("kafkajs", "member.mjs"), .. ArgumentsOf("kafkajs")])),
            new("Java", await java.StartAsync("Member", ArgumentsOf("java"))),
        };
        using var heard = new SemaphoreSlim(0);
        Task[] following = [.. readers.Select(m => m.FollowAsync(() => heard.Release(), TestContext.Current.CancellationToken))];
        try
        {
            await using Conversation producer = Conversation.Start(Installed.PythonPath, ["-B", RepositoryFolder.OfTests("python", "producer.py"), nodes.Bootstrap, "t"]);
            for (int election = 0; election < 3; election++)
            {
                await producer.LineAsync(l => l.StartsWith("delivered", StringComparison.Ordinal));
                int before = readers.Min(r => r.Read.Length);
                await UntilAsync(heard, () => readers.All(r => r.Read.Length > before), readers, "everybody reads on");
                int leader = await LeaderAsync(nodes);
                await nodes.StopAsync(leader);
                await producer.LineAsync(l => l.StartsWith("delivered", StringComparison.Ordinal));
                await nodes.StartAgainAsync(leader);
            }

            await producer.LineAsync(l => l.StartsWith("delivered", StringComparison.Ordinal));
            await producer.SayAsync("stop");
            int count = int.Parse((await producer.LineAsync(l => l.StartsWith("total", StringComparison.Ordinal))).Split(' ')[1], CultureInfo.InvariantCulture);
            string[] expected = [.. Enumerable.Range(0, count).Select(i => $"{i}")];
            await UntilAsync(heard, () => readers.All(r => r.Read.Distinct().Count() >= count), readers, $"{count} records at everybody");

            // A group that moves to another coordinator may read again what it had not committed; it skips nothing and sees nothing else.
            foreach (MixedMember reader in readers)
            {
                string[] read = [.. reader.Read.Distinct()];
                int first = Enumerable.Range(0, Math.Min(read.Length, count)).FirstOrDefault(i => read[i] != expected[i], -1);
                first.ShouldBe(-1, $"{reader.Client} read {(first < 0 ? "" : string.Join(' ', read.Skip(first - 3).Take(8)))} from place {first} on");
                read.Length.ShouldBe(count, reader.Client);
            }

            ProgramResult stored = (await ForeignProgram.RunAsync(
                Installed.PythonPath, ["-B", RepositoryFolder.OfTests("python", "reader.py"), nodes.Bootstrap.Split(',')[0], "t", $"{count}"])).ShouldHaveSucceeded();
            stored.Lines.ShouldBe(expected.Select(i => $"{i} {i}"), "offset and value, as kafka-python sees them without a group");
        }
        finally
        {
            foreach (MixedMember reader in readers) await reader.DisposeAsync();
            await Task.WhenAll(following);
        }
    }

    private static async Task CreateTopicAsync(ThreeNodes nodes)
    {
        await using var admin = new Client.Admin(new Client.AdminOptions { BootstrapServers = nodes.Bootstrap });
        await admin.CreateTopicAsync("t", 1, 3, null, TestContext.Current.CancellationToken);
    }

    /// <summary>The leader as kcat is told.</summary>
    private static async Task<int> LeaderAsync(ThreeNodes nodes)
    {
        for (int tries = 0; tries < 100; tries++)
        {
            ProgramResult told = await ForeignProgram.RunAsync("kcat", ["-b", nodes.Bootstrap, "-L", "-t", "t"]);
            if (LeaderLine().Match(told.Output) is { Success: true } line) return int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("kcat is told of no leader");
    }

    private static async Task UntilAsync(SemaphoreSlim heard, Func<bool> condition, List<MixedMember> members, string what)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_limit);
        try
        {
            while (!condition()) await heard.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"waited in vain: {what}\n{string.Join('\n', members.Select(m => $"{m.Client} read {m.Read.Length}; it said last:\n{m.LastSaid}"))}");
        }
    }

    [GeneratedRegex(@"partition 0, leader ([1-9]\d*)")]
    private static partial Regex LeaderLine();
}
