namespace Vicinity.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("up")]
    [InlineData("node")]
    [InlineData("topic")]
    [InlineData("topic create")]
    [InlineData("topic list")]
    [InlineData("topic describe")]
    [InlineData("topic delete")]
    [InlineData("produce")]
    [InlineData("consume")]
    [InlineData("group")]
    [InlineData("group list")]
    [InlineData("group describe")]
    [InlineData("group reset")]
    [InlineData("cluster")]
    [InlineData("cluster status")]
    [InlineData("cluster watch")]
    [InlineData("cluster leaders")]
    [InlineData("cluster move")]
    [InlineData("cluster drain")]
    [InlineData("cluster demo")]
    [InlineData("traffic")]
    [InlineData("traffic replay")]
    [InlineData("traffic drive")]
    [InlineData("traffic watch")]
    [InlineData("bench")]
    [InlineData("bench produce")]
    [InlineData("bench consume")]
    public async Task Every_command_has_help_with_an_example_that_begins_with_it(string command)
    {
        Program.Outcome help = await Program.RunAsync([.. command.Split(' '), "--help"]);
        help.ExitCode.ShouldBe(0);
        help.Output.ShouldContain("Examples:");
        help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..].ShouldContain($"vicinity {command}");
    }

    [Fact]
    public async Task The_help_of_the_program_lists_its_commands()
    {
        Program.Outcome help = await Program.RunAsync("--help");
        help.ExitCode.ShouldBe(0);
        foreach (string command in (string[])["up", "node", "topic", "produce", "consume", "group", "cluster", "traffic", "bench"]) help.Output.ShouldContain($"  {command}");
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
    public async Task Wrong_usage_ends_with_2_and_says_what_is_wrong(params string[] arguments)
    {
        Program.Outcome outcome = await Program.RunAsync(arguments);
        outcome.ExitCode.ShouldBe(2, outcome.Errors);
        outcome.Errors.ShouldNotBeEmpty();
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
