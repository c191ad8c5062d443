using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>Commands whose output goes into a pipe of a shell, and a reader that has seen enough.</summary>
public sealed class ClosedPipeTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly NodeProcess _node = new();

    // "ENDS" stands where the reader closes the pipe before the command has anything to write, "LINE" where it has read one line.
    [Theory(Timeout = 180_000)]
    [InlineData("LINE", "consume", "many", "--from", "earliest", "-b", "NODE")]
    [InlineData("LINE", "consume", "many", "--from", "earliest", "--json", "-b", "NODE")]
    [InlineData("LINE", "consume", "man*", "--from", "earliest", "--group", "readers", "-b", "NODE")]
    [InlineData("LINE", "consume", "one", "--from", "earliest", "-b", "NODE")]
    [InlineData("ENDS", "consume", "one", "--from", "latest", "-b", "NODE")]
    [InlineData("ENDS", "cluster", "watch", "-b", "NODE")]
    [InlineData("LINE", "traffic", "watch", "-b", "NODE")]
    [InlineData("ENDS", "traffic", "watch", "-b", "NODE")]
    [InlineData("LINE", "traffic", "drive", "--cars", "5", "-b", "NODE")]
    [InlineData("LINE", "node", "--listen", "127.0.0.1:0", "--data", "FOLDER")]
    [InlineData("LINE", "up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--demo", "off", "--data", "FOLDER")]
    [InlineData("LINE", "cluster", "demo", "--nodes", "1", "--replicas", "1", "--vehicles", "0", "--http", "127.0.0.1:0")]
    public async Task A_command_that_nobody_reads_ends_with_1(string reader, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await _node.StartAsync(cancel);
        await FillAsync("many", 100_000, cancel);
        await FillAsync("one", 1, cancel);

        string said = await ShellAsync($"\"$@\" | {(reader == "LINE" ? "head -n 1 >/dev/null" : "true")}; echo \"ended with ${{PIPESTATUS[0]}}\"", arguments, folder.Path, cancel);

        said.ShouldContain("ended with 1");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_nobody_took_comes_again_to_the_group()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await _node.StartAsync(cancel);
        await FillAsync("one", 1, cancel);

        await ShellAsync("\"$@\" | sleep 0", ["consume", "one", "--from", "earliest", "--group", "g", "-b", "NODE"], "", cancel);
        string said = await ShellAsync("\"$@\"", ["consume", "one", "--from", "earliest", "--group", "g", "--exit", "-b", "NODE"], "", cancel);

        said.Trim().ShouldBe("1");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_writes_nothing_does_not_care_who_reads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs bash");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await _node.StartAsync(cancel);

        string said = await ShellAsync("(sleep 2; seq 1 10) | \"$@\" | true; echo \"ended with ${PIPESTATUS[1]}\"", ["produce", "t", "-b", "NODE"], "", cancel);

        said.ShouldContain("10 records acknowledged");
        said.ShouldContain("ended with 0");
    }

    public void Dispose() => _node.Dispose();

    private Task<string> FillAsync(string topic, int count, CancellationToken cancel) =>
        ShellAsync($"seq 1 {count} | \"$@\"", ["produce", topic, "-b", "NODE"], "", cancel);

    /// <summary>Runs a line of bash in which <c>"$@"</c> is the program with arguments; returns what both streams said.</summary>
    private async Task<string> ShellAsync(string line, string[] arguments, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (string part in (string[])["-c", line, "bash", "dotnet", Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), .. arguments])
            start.ArgumentList.Add(part switch { "NODE" => _node.Address, "FOLDER" => folder, _ => part });
        start.Environment["VICINITY__NODE__DISCOVERY"] = "off";
        using Process shell = Process.Start(start)!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(cancel), errors = shell.StandardError.ReadToEndAsync(cancel);
        try
        {
            await shell.WaitForExitAsync(cancel).WaitAsync(s_patience, cancel);
        }
        catch
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }

        return await output + await errors;
    }
}
