using System.Diagnostics;

namespace Vicinity.Cli.Tests;

/// <summary>SIGTERM and Ctrl+C end a command in its own order, at any moment.</summary>
public sealed class TerminationTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_node_that_is_asked_to_end_ends_with_0_and_frees_its_folder(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        DirectoryInfo data = Directory.CreateTempSubdirectory("vicinity-stop-");
        for (int i = 0; i < 2; i++)
        {
            using Process node = Program.Start(["node", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", data.FullName]);
            Task<string> errors = node.StandardError.ReadToEndAsync(cancel);
            (await node.StandardOutput.ReadLineAsync(cancel)).ShouldNotBeNull().ShouldContain("Kafka protocol on");
            (await node.StandardOutput.ReadLineAsync(cancel)).ShouldNotBeNull().ShouldContain("health and metrics");
            await SignalAsync(node, signal, cancel);
            node.ExitCode.ShouldBe(0, await errors);
        }

        data.Delete(recursive: true);
    }

    [Fact]
    public async Task A_consumer_that_is_asked_to_end_leaves_its_group()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using var node = new NodeProcess();
        await node.InitializeAsync();
        await Program.RunAsync("one\n", ["produce", "t", "-b", node.Address], []);
        using (Process consumer = Program.Start(["consume", "t", "--group", "g", "--from", "earliest", "-b", node.Address]))
        {
            (await consumer.StandardOutput.ReadLineAsync(cancel)).ShouldBe("one");
            await SignalAsync(consumer, "INT", cancel);
            consumer.ExitCode.ShouldBe(0);
        }

        Program.Outcome group = await Program.RunAsync("group", "describe", "g", "--json", "-b", node.Address);
        group.Output.ShouldContain("\"members\": []");
        group.Output.ShouldContain("\"position\": 1");
    }

    [Fact]
    public async Task What_was_typed_before_Ctrl_C_is_delivered()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using var node = new NodeProcess();
        await node.InitializeAsync();
        using (Process producer = Program.Start(["produce", "typed", "-b", node.Address]))
        {
            await producer.StandardInput.WriteLineAsync("hello".AsMemory(), cancel);
            await producer.StandardInput.FlushAsync(cancel);
            Program.Outcome arrived = await Program.RunAsync("consume", "typed", "--wait", "--from", "earliest", "--count", "1", "-b", node.Address);
            arrived.Output.Trim().ShouldBe("hello");
            await SignalAsync(producer, "INT", cancel);
            producer.ExitCode.ShouldBe(0);
        }

    }

    private static async Task SignalAsync(Process process, string signal, CancellationToken cancel)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        await kill.WaitForExitAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(20), cancel);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }
}
