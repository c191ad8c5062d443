using System.Text.Json.Nodes;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Cli.Tests;

public sealed class TopicCommandTests(NodeProcess node) : IClassFixture<NodeProcess>
{
    [Fact]
    public async Task A_topic_is_created_listed_described_and_deleted()
    {
        (await RunAsync("topic", "create", "readings", "--partitions", "3", "--config", "retention.ms=60000")).ExitCode.ShouldBe(0);
        JsonNode listed = JsonNode.Parse((await RunAsync("topic", "list", "--json")).Output)!.AsArray().Single(t => t!["name"]!.GetValue<string>() == "readings")!;
        listed["partitions"]!.GetValue<int>().ShouldBe(3);
        JsonNode described = JsonNode.Parse((await RunAsync("topic", "describe", "readings", "--json")).Output)!;
        described["partitions"]!.AsArray().Count.ShouldBe(3);
        described["settings"]!["retention.ms"]!.GetValue<string>().ShouldBe("60000");
        (await RunAsync("topic", "describe", "readings")).Output.ShouldContain("retention.ms");
        (await RunAsync("topic", "delete", "readings")).ExitCode.ShouldBe(0);
        (await RunAsync("topic", "list", "--json")).Output.ShouldNotContain("readings");
    }

    [Fact]
    public async Task What_the_cluster_refuses_fails_with_its_reason()
    {
        (await RunAsync("topic", "create", "twice")).ExitCode.ShouldBe(0);
        Program.Outcome again = await RunAsync("topic", "create", "twice");
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain("twice");
        Program.Outcome missing = await RunAsync("topic", "describe", "never-made");
        missing.ExitCode.ShouldBe(1);
        missing.Errors.ShouldContain("never-made");
        Program.Outcome wrong = await RunAsync("topic", "create", "wrong", "--config", "retention.ms=soon");
        wrong.ExitCode.ShouldBe(1);
        wrong.Errors.ShouldContain("retention.ms");
    }

    [Fact]
    public async Task Lines_written_are_read_again_in_order_with_their_keys()
    {
        string lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"k{i % 7}:value {i}\n"));
        Program.Outcome written = await Program.RunAsync(lines, ["produce", "lines", "--key-separator", ":", "--compression", "Gzip", "-b", node.Address], []);
        written.ExitCode.ShouldBe(0, written.Errors);
        written.Errors.ShouldContain("500 records acknowledged");
        Program.Outcome read = await RunAsync("consume", "lines", "--from", "earliest", "--exit", "--keys");
        read.ExitCode.ShouldBe(0, read.Errors);
        read.Output.ReplaceLineEndings("\n").ShouldBe(lines.Replace(':', '\t'));
        Program.Outcome few = await RunAsync("consume", "lines", "--from", "498", "--exit", "--json");
        few.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_group_goes_on_where_it_stopped_and_is_reset()
    {
        await Program.RunAsync("one\ntwo\nthree\n", ["produce", "grouped", "-b", node.Address], []);
        (await RunAsync("consume", "grouped", "--group", "readers", "--from", "earliest", "--exit")).Output.ReplaceLineEndings("\n").ShouldBe("one\ntwo\nthree\n");
        (await RunAsync("consume", "grouped", "--group", "readers", "--from", "earliest", "--exit")).Output.ShouldBeEmpty();
        JsonNode described = JsonNode.Parse((await RunAsync("group", "describe", "readers", "--json")).Output)!;
        described["positions"]![0]!["position"]!.GetValue<long>().ShouldBe(3);
        described["positions"]![0]!["lag"]!.GetValue<long>().ShouldBe(0);
        (await RunAsync("group", "list")).Output.ShouldContain("readers");
        (await RunAsync("group", "reset", "readers", "--topic", "grouped", "--to", "1")).ExitCode.ShouldBe(0);
        (await RunAsync("consume", "grouped", "--group", "readers", "--exit")).Output.ReplaceLineEndings("\n").ShouldBe("two\nthree\n");
    }

    [Fact]
    public async Task A_group_that_reads_in_portions_reads_each_record_once()
    {
        await Program.RunAsync(string.Concat(Enumerable.Range(0, 10).Select(i => $"{i}\n")), ["produce", "portions", "-b", node.Address], []);
        for (int portion = 0; portion < 3; portion++)
        {
            Program.Outcome read = await RunAsync("consume", "portions", "--group", "portioned", "--from", "earliest", "--count", "2");
            read.ExitCode.ShouldBe(0, read.Errors);
            read.Output.ReplaceLineEndings("\n").ShouldBe($"{2 * portion}\n{(2 * portion) + 1}\n");
        }

        JsonNode.Parse((await RunAsync("group", "describe", "portioned", "--json")).Output)!["positions"]![0]!["lag"]!.GetValue<long>().ShouldBe(4);
    }

    [Fact]
    public async Task A_record_as_json_has_all_that_it_is_made_of()
    {
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
        {
            await producer.SendAsync("whole", "k\"ey"u8.ToArray(), "<vä\nlue>"u8.ToArray(), [new RecordHeader("trace", "7"u8.ToArray()), new RecordHeader("none", null)], partition: 0);
            await producer.SendAsync("whole", default, new byte[] { 0xFF, 0x00 }, partition: 0);
        }

        string[] lines = (await RunAsync("consume", "whole", "--from", "earliest", "--count", "2", "--json")).Output.Split('\n');

        lines[0].ShouldStartWith("""{"topic":"whole","partition":0,"offset":0,"timestampMs":""");
        lines[0].ShouldEndWith(""","key":"k\"ey","value":"<vä\nlue>","headers":[{"name":"trace","value":"7"},{"name":"none","value":null}]}""");
        lines[1].ShouldEndWith(""","key":null,"valueBase64":"/wA=","headers":[]}""");
    }

    [Fact]
    public async Task The_benchmark_says_how_fast_it_was()
    {
        Program.Outcome produced = await RunAsync("bench", "produce", "--topic", "measured", "--records", "20000", "--json");
        produced.ExitCode.ShouldBe(0, produced.Errors);
        JsonNode.Parse(produced.Output)!["records"]!.GetValue<long>().ShouldBe(20_000);
        Program.Outcome paced = await RunAsync("bench", "produce", "--topic", "measured", "--records", "500", "--rate", "1000", "--linger", "0", "--json");
        JsonNode.Parse(paced.Output)!["latencyUs"]!["p99"]!.GetValue<double>().ShouldBeGreaterThan(0);
        Program.Outcome consumed = await RunAsync("bench", "consume", "--topic", "measured", "--json");
        JsonNode.Parse(consumed.Output)!["records"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(20_500);
    }

    private Task<Program.Outcome> RunAsync(params string[] arguments) => Program.RunAsync([.. arguments, "--bootstrap-server", node.Address]);
}
