using System.Text.Json.Nodes;

namespace Vicinity.Cli.Tests;

public sealed class ContactsReplayTests(NodeProcess node) : IClassFixture<NodeProcess>
{
    [Fact]
    public async Task The_recording_that_comes_with_the_program_is_replayed_whole()
    {
        Program.Outcome run = await Program.RunAsync("contacts", "replay", "demo", "--speed", "max", "--infected", "7", "--json", "-b", node.Address);

        run.ExitCode.ShouldBe(0, run.Errors);
        JsonNode told = JsonNode.Parse(run.Output)!;
        (told["stored"]!.GetValue<long>(), told["people"]!.GetValue<int>(), told["badRows"]!.GetValue<long>()).ShouldBe((6_000, 20, 0));
        told["reached"]!.GetValue<int>().ShouldBeGreaterThan(10);
        Program.Outcome read = await Program.RunAsync("consume", "contacts", "--from", "earliest", "--exit", "-b", node.Address);
        read.Output.ShouldContain("\"simulation\":\"demo\"");
    }

    [Fact]
    public async Task The_examples_of_its_help_name_nothing_that_is_not_there()
    {
        Program.Outcome help = await Program.RunAsync("contacts", "replay", "--help");
        string[] examples = [.. help.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("vicinity contacts replay demo", StringComparison.Ordinal))];

        examples.Length.ShouldBe(2);
        foreach (string example in examples)
        {
            string[] words = [.. example.Replace(" --speed 10", "", StringComparison.Ordinal).Split(' ').Skip(1), "--speed", "max", "-b", node.Address];
            Program.Outcome run = await Program.RunAsync(words);
            run.ExitCode.ShouldBe(0, run.Errors);
        }
    }
}
