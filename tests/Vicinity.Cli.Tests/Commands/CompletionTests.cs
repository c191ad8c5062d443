using System.Diagnostics;

namespace Vicinity.Cli.Tests;

/// <summary>What bash completes, with the lines that the program gives it.</summary>
public sealed class CompletionTests(NodeProcess node) : IClassFixture<NodeProcess>
{
    [Theory]
    [InlineData("vicinity topic cr", "create")]
    [InlineData("vicinity clus", "cluster")]
    [InlineData("vicinity topic create x --part", "--partitions")]
    [InlineData("vicinity produce t --compression Zs", "Zstd")]
    [InlineData("vicinity completion f", "fish")]
    [InlineData("vicinity consume x --from ear", "earliest")]
    public async Task Commands_options_and_values_are_completed(string typed, string completed) => (await CompleteAsync(typed)).ShouldBe([completed]);

    [Fact]
    public async Task Topics_and_groups_are_completed_but_nothing_that_a_shell_would_execute()
    {
        await Program.RunAsync("1\n", ["produce", "completed", "-b", node.Address], []);
        foreach (string group in (string[])["comp-group", "comp$(touch x)"])
            await Program.RunAsync("group", "reset", group, "--topic", "completed", "--to", "latest", "--new", "-b", node.Address);

        (await CompleteAsync($"vicinity topic describe -b {node.Address} comp")).ShouldBe(["completed"]);
        (await CompleteAsync($"vicinity group describe -b {node.Address} comp")).ShouldBe(["comp-group"]);
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Other_shells_take_their_lines_without_a_fault_of_syntax(string shell)
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, shell)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"needs {shell}");
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, (await Program.RunAsync("completion", shell)).Output, TestContext.Current.CancellationToken);

        using Process check = Process.Start(program!, ["-n", file]);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        check.ExitCode.ShouldBe(0);
        File.Delete(file);
    }

    private static async Task<string[]> CompleteAsync(string typed)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        const string Script = """
            vicinity() { dotnet "$program" "$@"; }
            program=$1; COMP_LINE=$2; COMP_POINT=${#COMP_LINE}
            source <(vicinity completion bash)
            read -ra COMP_WORDS <<<"$COMP_LINE"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _vicinity_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = new ProcessStartInfo("/bin/bash", ["-c", Script, "bash", Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), typed]) { RedirectStandardOutput = true };
        using Process bash = Process.Start(start)!;
        string output = await bash.StandardOutput.ReadToEndAsync(cancel);
        await bash.WaitForExitAsync(cancel);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
