using System.Globalization;

namespace Vicinity.Interop.Tests;

/// <summary>Clients of others while the node is stopped and started again.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_producer_goes_on_over_restarts_and_everything_is_there_once_and_in_order()
    {
        Installed.NeedsConfluent();
        await using OwnNode node = OwnNode.Start();
        await using Conversation producer = Start(node, "producer.py", node.Bootstrap, "t");
        for (int round = 0; round < 3; round++)
        {
            await producer.LineAsync(l => l.StartsWith("delivered", StringComparison.Ordinal));
            await node.RestartAsync();
        }

        await producer.LineAsync(l => l.StartsWith("delivered", StringComparison.Ordinal));
        await producer.SayAsync("stop");
        string total = (await producer.LineAsync(l => l.StartsWith("total", StringComparison.Ordinal))).Split(' ')[1];

        int count = int.Parse(total, CultureInfo.InvariantCulture);
        count.ShouldBeGreaterThan(100);
        ProgramResult read = await ReadAsync(node, "t", count);
        read.Lines.ShouldBe(Enumerable.Range(0, count).Select(i => $"{i} {i}"), "offset and value");
    }

    [Fact]
    public async Task A_group_member_goes_on_over_restarts_and_reads_everything_once()
    {
        Installed.NeedsConfluent();
        Installed.NeedsKcat();
        await using OwnNode node = OwnNode.Start(o => o with { DefaultPartitions = 1 });
        await ProduceAsync(node, "first");
        await using Conversation member = Start(node, "member.py", "confluent", node.Bootstrap, "g", "t", "range", "at-least-once");
        await member.LineAsync(l => l == "read 0 first");

        await node.RestartAsync();
        await ProduceAsync(node, "second");
        await member.LineAsync(l => l == "read 0 second");
        await node.RestartAsync();
        await ProduceAsync(node, "third");
        await member.LineAsync(l => l == "read 0 third");
        await member.SayAsync("leave");
        await member.EndAsync();

        member.Said.Split('\n').ShouldContain("committed", "what it read last was committed before it left, or this test cannot tell where the next one begins");
        member.Said.Split('\n').Where(l => l.StartsWith("read", StringComparison.Ordinal)).ShouldBe(["read 0 first", "read 0 second", "read 0 third"]);
        await ProduceAsync(node, "fourth");
        await using Conversation next = Start(node, "member.py", "confluent", node.Bootstrap, "g", "t", "range", "at-least-once");
        (await next.LineAsync(l => l.StartsWith("read", StringComparison.Ordinal))).ShouldBe("read 0 fourth", "it resumes from what was committed");
    }

    [Theory]
    [InlineData("platformatic")]
    [InlineData("sarama")]
    public async Task A_member_of_another_client_goes_on_over_restarts_and_a_new_one_from_what_was_committed(string client)
    {
        if (client == "sarama") Installed.NeedsSarama();
        else Installed.NeedsPlatformatic();
        Installed.NeedsKcat();
        await using OwnNode node = OwnNode.Start(o => o with { DefaultPartitions = 1 });
        await ProduceAsync(node, "v0");
        await using Conversation member = StartReader(client, node);
        await member.LineAsync(l => l == "read 0 v0");
        for (int round = 1; round <= 3; round++)
        {
            await node.RestartAsync();
            await ProduceAsync(node, $"v{round}");
            await member.LineAsync(l => l == $"read {round} v{round}");
        }

        // While it joins its group again it commits nothing, not even when it leaves.
        if (client == "platformatic") await member.LineAsync(l => l == "committed 4");
        await member.SayAsync("leave");
        await member.EndAsync();
        member.Said.Split('\n').Where(l => l.StartsWith("read ", StringComparison.Ordinal)).Distinct().ShouldBe(["read 0 v0", "read 1 v1", "read 2 v2", "read 3 v3"]);
        await ProduceAsync(node, "v4");
        await using Conversation next = StartReader(client, node);
        (await next.LineAsync(l => l.StartsWith("read ", StringComparison.Ordinal))).ShouldBe("read 4 v4", "it resumes from what was committed");
    }

    [Fact]
    public async Task Epochs_that_begin_take_no_offset_that_kafka_python_could_see()
    {
        Installed.NeedsKafkaPython();
        Installed.NeedsKcat();
        await using OwnNode node = OwnNode.Start(o => o with { DefaultPartitions = 1 });
        for (int i = 0; i < 5; i++)
        {
            await ProduceAsync(node, $"v{i}");
            await node.RestartAsync();
        }

        (await ReadAsync(node, "t", 5)).Lines.ShouldBe(["0 v0", "1 v1", "2 v2", "3 v3", "4 v4"]);
    }

    private static Conversation StartReader(string client, OwnNode node) => client == "sarama"
        ? Conversation.Start(SaramaProgram.File, ["reads_over_restarts", node.Bootstrap, "t", "g"])
        : Conversation.Start("node", [RepositoryFolder.OfTests("platformatic", "scenarios.mjs"), "reads_over_restarts", node.Bootstrap, "t", "g"]);

    private static Conversation Start(OwnNode node, string script, params string[] arguments)
    {
        _ = node;
        return Conversation.Start(Installed.PythonPath, ["-B", RepositoryFolder.OfTests("python", script), .. arguments]);
    }

    private static async Task ProduceAsync(OwnNode node, string value) =>
        (await ForeignProgram.RunAsync("kcat", ["-b", node.Bootstrap, "-P", "-t", "t"], value + "\n")).ShouldHaveSucceeded();

    /// <summary>Offset and value of each record as kafka-python reads them, which shows control records too.</summary>
    private static async Task<ProgramResult> ReadAsync(OwnNode node, string topic, int count) =>
        (await ForeignProgram.RunAsync(Installed.PythonPath,
            ["-B", RepositoryFolder.OfTests("python", "reader.py"), node.Bootstrap, topic, $"{count}"])).ShouldHaveSucceeded();
}
