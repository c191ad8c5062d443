namespace Vicinity.Cli.Tests;

/// <summary>Commands that are given a name which does not exist.</summary>
public sealed class MistypedNameTests(NodeProcess node) : IClassFixture<NodeProcess>
{
    [Theory]
    [InlineData("known-topic", "consume", "knwon-topic")]
    [InlineData("known-topic", "consume", "known-topik", "--exit")]
    [InlineData("known-topic", "consume", "known-topik", "--group", "g")]
    [InlineData("known-*", "consume", "knwon-*")]
    [InlineData("known-topic", "topic", "describe", "known-topc")]
    [InlineData("known-topic", "topic", "delete", "known-topic2")]
    [InlineData("known-topic", "bench", "consume", "--topic", "known-topics")]
    [InlineData("known-topic", "group", "reset", "known-group", "--topic", "known-tpoic", "--to", "latest")]
    [InlineData("known-topic", "cluster", "move", "known-topi", "--to", "1")]
    [InlineData("known-topic-0", "cluster", "move", "known-topic-1", "--to", "1")]
    [InlineData("known-group", "group", "describe", "knwon-group")]
    [InlineData("known-group", "group", "reset", "known-gruop", "--topic", "known-topic", "--to", "latest")]
    [InlineData("1", "cluster", "move", "known-topic", "--to", "1,9")]
    [InlineData("1", "cluster", "drain", "9")]
    public async Task A_command_that_names_what_is_not_there_fails_and_says_what_is(string meant, params string[] arguments)
    {
        await PrepareAsync();

        Program.Outcome outcome = await RunAsync(arguments);

        outcome.ExitCode.ShouldBe(1, outcome.Errors);
        outcome.Errors.ShouldContain(meant is "1" ? ": 1" : $"Did you mean '{meant}'?");
        outcome.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mistyped_name_among_several_deletes_nothing()
    {
        await PrepareAsync();

        (await RunAsync("topic", "delete", "known-topic", "unknown")).ExitCode.ShouldBe(1);

        (await RunAsync("topic", "list")).Output.ShouldContain("known-topic");
    }

    [Fact]
    public async Task Who_asks_to_waits_for_a_topic_to_appear()
    {
        Task<Program.Outcome> waiting = RunAsync("consume", "later", "--wait", "--from", "earliest", "--count", "1");

        Program.Outcome written = await Program.RunAsync("hello\n", ["produce", "later", "-b", node.Address], []);

        written.Errors.ShouldContain("there is no topic 'later' yet");
        Program.Outcome read = await waiting;
        (read.ExitCode, read.Output.Trim()).ShouldBe((0, "hello"), read.Errors);
    }

    [Fact]
    public async Task A_producer_is_told_that_its_topic_is_new_and_which_is_like_it()
    {
        await PrepareAsync();

        Program.Outcome written = await Program.RunAsync("x\n", ["produce", "known-topicc", "-b", node.Address], []);

        written.ExitCode.ShouldBe(0, written.Errors);
        written.Errors.ShouldContain("there is no topic 'known-topicc' yet: it will be created. Did you mean 'known-topic'?");
        (await RunAsync("topic", "delete", "known-topicc")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("offsets 0 to 2", "consume", "known-topic", "--from", "3")]
    [InlineData("offsets 0 to 2", "group", "reset", "known-group", "--topic", "known-topic", "--to", "7")]
    [InlineData("no partition 4", "produce", "known-topic", "--partition", "4")]
    public async Task A_position_or_partition_that_is_not_there_fails_and_says_what_is(string said, params string[] arguments)
    {
        await PrepareAsync();

        Program.Outcome outcome = await RunAsync(arguments);

        outcome.ExitCode.ShouldBe(1, outcome.Errors);
        outcome.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task A_new_group_gets_positions_when_that_is_meant()
    {
        await PrepareAsync();

        (await RunAsync("group", "reset", "newcomers", "--topic", "known-topic", "--to", "1", "--new")).ExitCode.ShouldBe(0);

        (await RunAsync("consume", "known-topic", "--group", "newcomers", "--exit")).Output.Trim().ShouldBe("2");
        await Program.RunAsync("group", "reset", "newcomers", "--topic", "known-topic", "--to", "latest", "-b", node.Address);
    }

    private async Task PrepareAsync()
    {
        if ((await RunAsync("topic", "describe", "known-topic")).ExitCode == 0) return;
        await Program.RunAsync("1\n2\n", ["produce", "known-topic", "-b", node.Address], []);
        (await RunAsync("consume", "known-topic", "--group", "known-group", "--from", "earliest", "--exit")).ExitCode.ShouldBe(0);
    }

    private Task<Program.Outcome> RunAsync(params string[] arguments) => Program.RunAsync([.. arguments, "-b", node.Address]);
}
