namespace Vicinity.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task The_help_of_the_program_lists_its_commands()
    {
        Program.Outcome help = await Program.RunAsync("--help");
        help.ExitCode.ShouldBe(0);
        foreach (string command in (string[])["up", "node", "topic", "produce", "consume", "group", "cluster", "traffic", "bench", "completion"]) help.Output.ShouldContain($"  {command}");
    }

    [Theory]
    [InlineData("topic", "create")]
    [InlineData("nonsense")]
    [InlineData("up", "--demo", "perhaps")]
    [InlineData("up", "--http", "nowhere")]
    [InlineData("node", "--listen", "127.0.0.1:70000")]
    [InlineData("node", "--node-id", "one")]
    [InlineData("consume", "t", "--from", "yesterday")]
    [InlineData("consume", "t", "--from", "7", "--group", "g")]
    [InlineData("consume", "t", "--count", "0")]
    [InlineData("topic", "create", "t", "--replicas", "70000")]
    [InlineData("topic", "create", "t", "--config", "retention.ms=1", "--config", "retention.ms=2")]
    [InlineData("group", "reset", "g", "--topic", "t", "--to", "-5")]
    [InlineData("group", "reset", "g", "--topic", "t")]
    [InlineData("traffic", "replay", "no-such-file.csv")]
    [InlineData("bench", "produce", "--batch-bytes", "-1")]
    [InlineData("bench", "produce", "--size", "-1")]
    [InlineData("bench", "produce", "--records", "0")]
    [InlineData("bench", "failover", "--nodes", "0")]
    [InlineData("up", "--cars", "-1")]
    [InlineData("completion", "tcsh")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(params string[] arguments)
    {
        Program.Outcome outcome = await Program.RunAsync(arguments);
        outcome.ExitCode.ShouldBe(2, outcome.Errors);
        outcome.Errors.ShouldNotBeEmpty();
        outcome.Errors.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("topic", "list")]
    [InlineData("consume", "t")]
    [InlineData("produce", "t")]
    [InlineData("group", "list")]
    [InlineData("bench", "produce")]
    [InlineData("traffic", "watch", "--once")]
    public async Task Without_a_broker_a_command_fails_within_seconds_and_says_how_to_start_one(params string[] arguments)
    {
        Program.Outcome outcome = await Program.RunAsync([.. arguments, "--bootstrap-server", "127.0.0.1:1"]);
        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("127.0.0.1:1");
        outcome.Errors.ShouldContain("vicinity up");
        outcome.Errors.ShouldNotContain("   at ");
    }
}
