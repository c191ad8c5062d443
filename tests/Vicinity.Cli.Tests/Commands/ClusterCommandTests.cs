using System.Text.Json.Nodes;

namespace Vicinity.Cli.Tests;

public sealed class ClusterCommandTests(NodeProcess node) : IClassFixture<NodeProcess>
{
    [Fact]
    public async Task The_status_of_a_cluster_is_shown_as_tables_and_as_json()
    {
        await Program.RunAsync("topic", "create", "seen", "--partitions", "2", "-b", node.Address);

        Program.Outcome tables = await Program.RunAsync("cluster", "status", "-b", node.Address);
        tables.ExitCode.ShouldBe(0, tables.Errors);
        tables.Output.ShouldContain("all is well");
        tables.Output.ShouldContain("seen-1");
        JsonNode status = JsonNode.Parse((await Program.RunAsync("cluster", "status", "--json", "-b", node.Address)).Output)!;

        status["cluster"]!["health"]!.GetValue<string>().ShouldBe("ok");
        status["cluster"]!["partitions"]!.AsArray().Count(p => p!["topic"]!.GetValue<string>() == "seen" && p["highWatermark"]!.GetValue<long>() == 0).ShouldBe(2);
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_an_error_that_says_what_to_do()
    {
        Program.Outcome outcome = await Program.RunAsync("cluster", "status", "-b", "127.0.0.1:1");

        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("vicinity up");
    }

    [Theory]
    [InlineData("--replicas", "5", "--nodes", "3")]
    [InlineData("--topics", "5")]
    [InlineData("--nodes", "0")]
    [InlineData("--vehicles", "-1")]
    public async Task A_demo_of_impossible_size_is_wrong_usage(params string[] options)
    {
        Program.Outcome outcome = await Program.RunAsync(["cluster", "demo", .. options]);

        outcome.ExitCode.ShouldBe(2);
        (outcome.Errors + outcome.Output).ShouldContain(options[0]);
    }
}
