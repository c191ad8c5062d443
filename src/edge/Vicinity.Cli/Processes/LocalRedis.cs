using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Vicinity.Cli;

/// <summary>A Redis of this machine, for a demo: on a free port of the loopback address, every write on disk before its answer, in a folder of its own.</summary>
internal sealed class LocalRedis : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly int _port = FreePort.Next();

    private LocalRedis(string folder) => _process = ChildProcess.OfServer(
        "Redis", Path.Combine(folder, "redis.log"), folder, new Dictionary<string, string>(),
        "redis-server", "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", folder, "--daemonize", "no");

    /// <summary>Where it is, as components are told.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{_port}");

    /// <summary>The process.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where its data go; it is there.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UsageException">There is no Redis, or it does not start; the message says what to do.</exception>
    public static async Task<LocalRedis> StartAsync(string folder, CancellationToken cancel)
    {
        LocalServer.Require("redis-server", "Redis (Debian: apt-get install redis-server), or name one that runs with --redis redis://HOST:PORT");
        var redis = new LocalRedis(folder);
        try
        {
            redis._process.Start();
            await LocalServer.WaitAsync(redis._process, AnswersAsync, s_patience, cancel).ConfigureAwait(false);
            return redis;
        }
        catch
        {
            redis.Dispose();
            throw;
        }

        async Task<bool> AnswersAsync()
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, redis._port, cancel).ConfigureAwait(false);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancel).ConfigureAwait(false);
            var answer = new byte[7];
            await client.GetStream().ReadExactlyAsync(answer, cancel).ConfigureAwait(false);
            return answer.AsSpan().StartsWith("+PONG"u8);
        }
    }

    public void Dispose() => _process.Dispose();
}
