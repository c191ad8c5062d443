using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>A foreign client that knows nothing of this cluster but the protocol, while leaders die.</summary>
public sealed class KcatOverElectionTests
{
    [Fact(Timeout = 300_000)]
    public async Task Kcat_produces_while_the_leader_is_killed_twice_and_loses_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(IsInstalled(), "kcat is not installed");
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel);

        using Process kcat = Start("-P", "-E", "-b", cluster.BootstrapServers, "-t", "numbers", "-p", "0", "-X", "acks=all", "-X", "enable.idempotence=true", "-X", "linger.ms=1");
        Task<string> complaints = kcat.StandardError.ReadToEndAsync(cancel);
        int sent = 0;
        for (int kill = 0; kill < 2; kill++)
        {
            await SendAsync(500);
            MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
            leader.Kill();
            await SendAsync(500);
            await cluster.LeaderAsync("numbers", cancel, other: leader);
            leader.Start();
            await leader.ServesAsync(cancel);
            await cluster.InSyncAsync("numbers", cancel);
        }

        await SendAsync(100);
        kcat.StandardInput.Close();
        await kcat.WaitForExitAsync(cancel);
        (await complaints).ShouldNotContain("Delivery failed");
        kcat.ExitCode.ShouldBe(0);

        using Process reader = Start("-C", "-b", cluster.BootstrapServers, "-t", "numbers", "-p", "0", "-o", "beginning", "-e", "-q", "-f", "%o %s\\n");
        string[] stored = (await reader.StandardOutput.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        stored.ShouldBe(Enumerable.Range(0, sent).Select(n => $"{n} {n}"), "offsets without a hole, each record once, in order");

        async Task SendAsync(int count)
        {
            for (int end = sent + count; sent < end; sent++)
            {
                await kcat.StandardInput.WriteAsync($"{sent}\n".AsMemory(), cancel);
                if (sent % 10 == 0) await kcat.StandardInput.FlushAsync(cancel);
                if (sent % 50 == 0) await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
            }

            await kcat.StandardInput.FlushAsync(cancel);
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("kcat") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static bool IsInstalled()
    {
        try
        {
            using Process kcat = Start("-V");
            kcat.WaitForExit();
            return kcat.ExitCode == 0;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
