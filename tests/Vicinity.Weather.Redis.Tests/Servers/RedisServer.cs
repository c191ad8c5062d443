using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Vicinity.Cli;

namespace Vicinity.Weather.Redis.Tests;

/// <summary>A Redis of its own: own folder, own port on the loopback address, every write on disk before its answer. It can be killed, stopped and started again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("vicinity-redis-").FullName;
    private Process? _server;

    private RedisServer()
    {
    }

    /// <summary>Whether there is a Redis to start.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its address.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Makes a new server and starts it; skips the test where Redis is not installed.</summary>
    public static async Task<RedisServer> StartNewAsync()
    {
        Assert.SkipUnless(IsInstalled, "needs Redis (Debian: redis-server)");
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>Settings for it.</summary>
    public RedisSettings Settings(string prefix = "weather") => new() { Address = Address, Prefix = prefix, TimeoutMs = 2_000 };

    /// <summary>Starts it again; returns when it answers.</summary>
    public async Task StartAsync()
    {
        long began = Stopwatch.GetTimestamp();
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", _folder, "--daemonize", "no",
        ];
        _server = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder })!;
        _server.OutputDataReceived += (_, line) => Last = line.Data ?? Last;
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        while (!await AnswersAsync())
        {
            if (_server.HasExited || Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"Redis did not answer: {Last}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (_server is not { HasExited: false } server) return;
        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
        _server = null;
    }

    /// <summary>Lets it stand still, or go on: SIGSTOP, SIGCONT.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("/bin/kill", [$"-{name}", _server!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The last line that the server wrote.</summary>
    public string Last { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("PING\r\n"));
            var answer = new byte[7];
            await client.GetStream().ReadExactlyAsync(answer);
            return answer.AsSpan().StartsWith("+PONG"u8);
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return false;
        }
    }
}
