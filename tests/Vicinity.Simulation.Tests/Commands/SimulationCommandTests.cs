using System.Text.RegularExpressions;

namespace Vicinity.Simulation.Tests;

public sealed partial class SimulationCommandTests
{
    [GeneratedRegex(@"\A(\S+ \{(""\S+"":\d+(, )?)+\}\n[^\n]+\n)+\z")]
    private static partial Regex ShiVizLog();

    [Theory]
    [InlineData("--seeds zero", "--seeds zero: a number from 1 to 1000000000 is needed")]
    [InlineData("--seeds 0", "a number from 1 to")]
    [InlineData("--fault Gremlins", "--fault Gremlins: unknown; --list names all")]
    [InlineData("--profile sunny", "known are mixed, calm")]
    [InlineData("--trace --seeds 5", "--trace and --shiviz are for one seed")]
    [InlineData("--seed", "--seed is unknown, or needs a value")]
    [InlineData("--colour red", "--colour is unknown")]
    [InlineData("now", "'now' is no option")]
    public void Wrong_arguments_are_named_with_the_reason(string line, string expected)
    {
        (int code, string output) = Run(line);
        code.ShouldBe(2);
        output.ShouldContain(expected);
    }

    [Fact]
    public void Many_seeds_are_summed_up()
    {
        (int code, string output) = Run("--seeds 20 --virtual 2000 --threads 2");
        code.ShouldBe(0);
        output.ShouldContain("20 seeds in");
        output.ShouldContain("seeds a minute");
        output.ShouldContain("PowerLoss ");
        output.ShouldContain("all promises held");
    }

    [Fact]
    public void A_broken_promise_gives_exit_code_1_and_the_line_that_repeats_it()
    {
        (int code, string output) = Run("--seeds 30 --fault SyncIsSkipped --threads 1");
        code.ShouldBe(1);
        string line = output.Split('\n').First(l => l.Contains("repeat it: ", StringComparison.Ordinal)).Split("./vicinity sim ")[1].Trim();

        (code, string repeated) = Run(line);
        code.ShouldBe(1);
        repeated.ShouldContain("VIOLATION AWriteQuorumHasIt");
        repeated.ShouldContain("LEADER");
    }

    [Fact]
    public void A_run_is_exported_for_ShiViz_with_clocks_that_only_grow()
    {
        SimulationResult result = new Simulation(new SimulationSettings { Seed = 3, FaultyMs = 1500, Trace = true }).Run();
        string text = result.Trace!.ShiViz();
        ShiVizLog().IsMatch(text).ShouldBeTrue();
        var own = new Dictionary<string, int>();
        foreach (Match header in Regex.Matches(text, @"^(\S+) \{(.*)\}$", RegexOptions.Multiline))
        {
            string host = header.Groups[1].Value;
            int count = int.Parse(Regex.Match(header.Groups[2].Value, $"\"{host}\":(\\d+)").Groups[1].Value);
            count.ShouldBe(own.GetValueOrDefault(host) + 1, "each event of a host counts one up on its own clock");
            own[host] = count;
        }
        own.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Help_and_the_list_of_faults_say_what_there_is()
    {
        Run("--help").Output.ShouldContain("./vicinity sim");
        string list = Run("--list").Output;
        list.ShouldContain("NoGate");
        list.ShouldContain("CutIsNotSynced");
    }

    private static (int Code, string Output) Run(string line)
    {
        var output = new StringWriter();
        int code = new SimulationCommand(output, colours: false, live: false).Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (code, output.ToString());
    }
}
