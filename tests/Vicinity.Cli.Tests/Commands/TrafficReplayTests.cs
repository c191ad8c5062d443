using System.Text;
using System.Text.Json.Nodes;

namespace Vicinity.Cli.Tests;

public sealed class TrafficReplayTests(NodeProcess node) : IClassFixture<NodeProcess>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-trace-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_trace_that_comes_with_the_program_is_replayed_whole()
    {
        Program.Outcome run = await Program.RunAsync("traffic", "replay", "demo", "--speed", "max", "--json", "-b", node.Address);
        run.ExitCode.ShouldBe(0, run.Errors);
        JsonNode.Parse(run.Output)!["stored"]!.GetValue<long>().ShouldBe(74_916);
    }

    [Fact]
    public async Task A_prefix_makes_other_vehicles_of_those_of_the_recording_and_the_demo_has_one()
    {
        Program.Outcome own = await ReplayAsync("id,lat,lon,time\n7,52.5,13.4,1788000000\n", "--prefix", "second ");
        own.ExitCode.ShouldBe(0, own.Errors);
        Program.Outcome refused = await ReplayAsync("id,lat,lon,time\n7,52.5,13.4,1788000000\n", "--prefix", new string('x', 128));
        refused.Output.ShouldContain("the vehicle's id of 129 characters is longer than 128");
        await Program.RunAsync("traffic", "replay", "demo", "--speed", "max", "-b", node.Address);
        Program.Outcome read = await Program.RunAsync("consume", "traffic.*", "--from", "earliest", "--exit", "-b", node.Address);
        read.Output.ShouldContain("\"vehicle\":\"second 7\"");
        read.Output.ShouldContain("\"vehicle\":\"replay 7\"");
    }

    [Fact]
    public async Task Rows_older_than_the_first_are_stored_and_told()
    {
        string rows = string.Concat(Enumerable.Range(0, 10).Select(i => $"desc,52.5,13.4,{1_788_000_009 - i}\n"));
        Program.Outcome run = await ReplayAsync("id,lat,lon,time\n" + rows);
        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("10 positions stored");
        run.Output.ShouldContain("out of time order");
        run.Output.ShouldContain("line 3: 1 s before a row above it");
    }

    [Fact]
    public async Task A_trace_of_which_nothing_can_be_stored_fails_and_says_why()
    {
        Program.Outcome run = await ReplayAsync("id,lat,lon,time\nnull island,0,0,1788000000\n");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("line 2: the place is (0, 0)");
        run.Output.ShouldContain("Nothing was stored");
    }

    [Fact]
    public async Task Whoever_knows_better_says_what_x_and_y_are()
    {
        const string trace = """<fcd-export><timestep time="0"><vehicle id="v" x="13.39" y="52.52"/></timestep></fcd-export>""";
        (await ReplayAsync(trace, "--places", "degrees")).ExitCode.ShouldBe(0);
        Program.Outcome read = await Program.RunAsync("consume", "traffic.*", "--from", "earliest", "--exit", "-b", node.Address);
        read.Output.ShouldContain("\"latitude\":52.52,\"longitude\":13.39");
        (await ReplayAsync(trace, "--places", "miles")).ExitCode.ShouldBe(2);
    }

    private Task<Program.Outcome> ReplayAsync(string content, params string[] more)
    {
        string path = Path.Combine(_folder.FullName, "trace");
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(content));
        return Program.RunAsync(["traffic", "replay", path, "--speed", "max", "--keep-time", "-b", node.Address, .. more]);
    }
}
