using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Vicinity.Cli.Tests;

/// <summary>The program under a service manager that listens as systemd does.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-service-");

    [Theory(Timeout = 60_000)]
    [InlineData("node")]
    [InlineData("up", "--demo", "off", "--http", "127.0.0.1:0")]
    public async Task A_service_manager_is_told_when_the_program_is_ready_and_when_it_stops(params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix sockets for datagrams");
        string path = Path.Combine(_folder.FullName, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), .. command, "--listen", "127.0.0.1:0", "--data", Path.Combine(_folder.FullName, "data")])
            start.ArgumentList.Add(argument);
        start.Environment["NOTIFY_SOCKET"] = path;
        start.Environment["VICINITY__NODE__DISCOVERY"] = "off";
        using Process program = Process.Start(start)!;
        try
        {
            _ = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            (await HearAsync(manager)).ShouldBe("READY=1");
            using (Process kill = Process.Start("kill", ["-TERM", $"{program.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            (await HearAsync(manager)).ShouldBe("STOPPING=1");
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            program.ExitCode.ShouldBe(0);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> HearAsync(Socket manager)
    {
        byte[] heard = new byte[1024];
        int length = await manager.ReceiveAsync(heard, SocketFlags.None, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(heard, 0, length).Trim();
    }
}
