using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Vicinity.Cli.Tests;

/// <summary>What holds for every command: help with examples, and exit codes 0, 1 and 2.</summary>
public sealed class CommandTableTests(NodeProcess node) : IClassFixture<NodeProcess>, IDisposable
{
    private const string NoBroker = "127.0.0.1:1";

    /// <summary>A port that others hold: a server cannot listen there.</summary>
    private readonly TcpListener _taken = Listen();

    // By command: arguments with which it fails, "-" for what cannot fail; TAKEN is an address that is in use, FOLDER an empty folder.
    private static readonly Dictionary<string, string> s_failing = new()
    {
        ["up"] = "--http TAKEN --listen 127.0.0.1:0 --demo off --data FOLDER",
        ["node"] = "--listen TAKEN --data FOLDER",
        ["topic create"] = $"t -b {NoBroker}",
        ["topic list"] = $"-b {NoBroker}",
        ["topic describe"] = $"t -b {NoBroker}",
        ["topic delete"] = $"t -b {NoBroker}",
        ["produce"] = $"t -b {NoBroker}",
        ["consume"] = $"t -b {NoBroker}",
        ["group list"] = $"-b {NoBroker}",
        ["group describe"] = $"g -b {NoBroker}",
        ["group reset"] = $"g --topic t --to latest -b {NoBroker}",
        ["cluster status"] = $"-b {NoBroker}",
        ["cluster watch"] = $"-b {NoBroker}",
        ["cluster leaders"] = $"-b {NoBroker}",
        ["cluster move"] = $"t --to 1 -b {NoBroker}",
        ["cluster drain"] = $"1 -b {NoBroker}",
        ["cluster demo"] = "--nodes 1 --replicas 1 --http TAKEN --data FOLDER",
        ["traffic replay"] = $"demo -b {NoBroker}",
        ["traffic drive"] = $"-b {NoBroker}",
        ["traffic watch"] = $"-b {NoBroker}",
        ["contacts"] = $"-b {NoBroker}",
        ["contacts crowd"] = $"--people 1 -b {NoBroker}",
        ["contacts replay"] = $"TRACE -b {NoBroker}",
        ["weather demo"] = $"-b {NoBroker}",
        ["weather sensor"] = $"-b {NoBroker}",
        ["weather server"] = $"-b {NoBroker}",
        ["weather terminal"] = $"--file FOLDER/windows.jsonl -b {NoBroker}",
        ["weather balancer"] = "--listen TAKEN",
        ["weather proxy"] = "--transport grpc --listen TAKEN",
        ["contacts person"] = $"--zombie-lifetime 1 --tick-ms 10 --patience 0 -b {NoBroker}",
        ["contacts store"] = $"--store Host=127.0.0.1 -b {NoBroker}",
        ["bench produce"] = $"-b {NoBroker}",
        ["bench consume"] = $"-b {NoBroker}",
        ["bench replicate"] = "-",
        ["bench failover"] = "-",
        ["bench feeds"] = "-",
        ["bench contacts"] = "-",
        ["bench contacts-store"] = "--store Host=127.0.0.1;Port=1",
        ["bench weather"] = "-",
        ["data check"] = "--data FOLDER",
        ["data repair"] = "--data FOLDER",
        ["completion"] = "-",
    };

    public static TheoryData<string> Commands => [.. Leaves(CommandLine.Build(), "")];

    public static TheoryData<string> Groups => [.. CommandLine.Build().Subcommands.Where(c => c.Subcommands.Count > 0 && c.Action is null).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_examples_and_the_three_exit_codes(string command)
    {
        string[] path = command.Split(' ');
        Program.Outcome help = await Program.RunAsync([.. path, "--help"]);
        help.ExitCode.ShouldBe(0, help.Errors);
        help.Output.ShouldContain("Examples:");
        help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..].ShouldContain($"vicinity {command}");
        help.Output.ShouldNotContain("9223372036854775807");

        Program.Outcome wrong = await Program.RunAsync([.. path, "--no-such-option"]);
        wrong.ExitCode.ShouldBe(2);
        wrong.Errors.ShouldContain("--no-such-option");
        wrong.Errors.ShouldContain($"vicinity {command} --help");
        wrong.Errors.Split('\n').Length.ShouldBeLessThan(8, "what is wrong stays in sight");
        wrong.Output.ShouldBeEmpty();

        s_failing.ShouldContainKey(command);
        if (s_failing[command] == "-") return;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-table-");
        Program.Outcome failed = await Program.RunAsync([.. path, .. s_failing[command].Replace("TAKEN", $"{_taken.LocalEndpoint}").Replace("TRACE", Recording(folder)).Replace("FOLDER", folder.FullName).Split(' ')]);
        failed.ExitCode.ShouldBe(1, failed.Output + failed.Errors);
        failed.Errors.Split('\n').ShouldContain(l => l.StartsWith("vicinity: "));
        failed.Errors.ShouldNotContain("   at ");
        folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task A_group_of_commands_says_which_it_has(string group)
    {
        string[] members = [.. CommandLine.Build().Subcommands.Single(c => c.Name == group).Subcommands.Select(c => c.Name)];

        foreach (string[] arguments in (string[][])[[group], [group, members[0][..^1] + "x"]])
        {
            Program.Outcome wrong = await Program.RunAsync(arguments);
            wrong.ExitCode.ShouldBe(2);
            foreach (string member in members) wrong.Errors.ShouldContain(member);
            wrong.Output.ShouldBeEmpty();
        }

        (await Program.RunAsync(group, "--help")).Output.ShouldContain($"vicinity {group} ");
    }

    [Theory]
    [InlineData("topic", "list", "--jsno", "--json")]
    [InlineData("topic", "lst", "list")]
    [InlineData("consum", "consume")]
    [InlineData("topic", "delete", "readings", "--boostrap-server", "--bootstrap-server")]
    [InlineData("consume", "--exti", "--exit")]
    public async Task A_mistyped_command_or_option_finds_the_one_that_was_meant(params string[] words)
    {
        Program.Outcome wrong = await Program.RunAsync(words[..^1]);

        wrong.ExitCode.ShouldBe(2);
        wrong.Errors.ShouldContain($"Did you mean '{words[^1]}'?");
    }

    [Theory]
    [InlineData("topic create table --partitions 2")]
    [InlineData("produce table")]
    [InlineData("topic list --json")]
    [InlineData("topic describe table --json")]
    [InlineData("consume table --from earliest --exit --json")]
    [InlineData("consume table --from earliest --exit --group table")]
    [InlineData("group list --json")]
    [InlineData("group describe table --json")]
    [InlineData("group reset table --topic table --to earliest")]
    [InlineData("cluster status --json")]
    [InlineData("cluster leaders --dry-run")]
    [InlineData("cluster drain 1 --dry-run")]
    [InlineData("bench produce --topic table --records 1000 --json")]
    [InlineData("bench produce --topic table --records 10 --rate 1000 --json")]
    [InlineData("bench consume --topic table --json")]
    [InlineData("traffic replay TRACE --speed max --json")]
    [InlineData("traffic watch --once")]
    public async Task A_command_that_does_its_work_ends_with_0_and_its_json_has_one_style(string line)
    {
        string trace = Path.Combine(Path.GetTempPath(), $"vicinity-table-{Environment.ProcessId}.csv");
        await File.WriteAllTextAsync(trace, "time,vehicle,latitude,longitude\n2026-01-01T00:00:00Z,a,49.26,-123.25\n", TestContext.Current.CancellationToken);
        foreach (string before in (string[])["topic create table --partitions 2", "produce table", "consume table --from earliest --exit --group table"])
        {
            if (before == line) break;
            await RunAsync(before);
        }

        if (line.StartsWith("topic create", StringComparison.Ordinal)) await RunAsync("topic delete table");
        Program.Outcome done = await RunAsync(line.Replace("TRACE", trace));

        File.Delete(trace);
        // The single node of this cluster cannot give its replicas away.
        if (line.StartsWith("cluster drain", StringComparison.Ordinal)) done.Errors.ShouldContain("Add a node");
        else done.ExitCode.ShouldBe(0, done.Errors + done.Output);
        if (!line.Contains("--json")) return;
        done.Output.ShouldNotContain("\\u00");
        foreach (string text in line.StartsWith("consume", StringComparison.Ordinal) ? done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [done.Output])
        {
            using JsonDocument json = JsonDocument.Parse(text);
            NamesOf(json.RootElement).ShouldAllBe(name => char.IsLower(name[0]) && name.All(char.IsLetterOrDigit));
        }
    }

    public void Dispose() => _taken.Dispose();

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.SelectMany(c => Leaves(c, $"{path}{c.Name} ").Concat(c.Subcommands.Count == 0 || c.Action is not null ? [path + c.Name] : []));

    private static string Recording(DirectoryInfo folder)
    {
        string path = Path.Combine(folder.FullName, "recording.csv");
        File.WriteAllText(path, "t_s,i,j\n20,1,2\n");
        return path;
    }

    /// <summary>Names of all properties; those of a topic's settings are Kafka's own.</summary>
    private static IEnumerable<string> NamesOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p.Name == "settings" ? [p.Name] : NamesOf(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(NamesOf),
        _ => [],
    };

    private Task<Program.Outcome> RunAsync(string line) => Program.RunAsync("k<\"é\n", [.. line.Split(' '), "-b", node.Address], []);
}
