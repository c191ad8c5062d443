using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Vicinity.Cli;

/// <summary>A RabbitMQ of this machine, for a demo: one node with a port mapper of its own, on free ports of the loopback address, in a folder of its own.</summary>
internal sealed class LocalRabbit : IDisposable
{
    // The program itself: the one on the path switches the user.
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Mapper = "epmd";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _mapper, _node;
    private readonly int _port = FreePort.Next();

    private LocalRabbit(string folder)
    {
        string mapperPort = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        var loopback = new Dictionary<string, string> { ["ERL_EPMD_ADDRESS"] = "127.0.0.1", ["ERL_EPMD_PORT"] = mapperPort };
        _mapper = ChildProcess.OfServer("epmd", Path.Combine(folder, "epmd.log"), folder, loopback, Mapper, "-port", mapperPort);
        _node = ChildProcess.OfServer(
            "RabbitMQ", Path.Combine(folder, "rabbitmq.log"), folder,
            new Dictionary<string, string>(loopback)
            {
                ["HOME"] = folder,
                ["RABBITMQ_NODENAME"] = string.Create(CultureInfo.InvariantCulture, $"vicinity{_port}@localhost"),
                ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_NODE_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
                ["RABBITMQ_DIST_PORT"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
                ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "none"),
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
            },
            Program);
    }

    /// <summary>Where it is, as components are told.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"amqp://127.0.0.1:{_port}");

    /// <summary>The node's process.</summary>
    public ChildProcess Process => _node;

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where its data go; it is there.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UsageException">There is no RabbitMQ, or it does not start; the message says what to do.</exception>
    public static async Task<LocalRabbit> StartAsync(string folder, CancellationToken cancel)
    {
        const string What = "RabbitMQ (Debian: apt-get install rabbitmq-server), or name one that runs with --rabbitmq amqp://USER:PASSWORD@HOST:PORT";
        LocalServer.Require(Program, What);
        LocalServer.Require(Mapper, What);
        string cookie = Path.Combine(folder, ".erlang.cookie");
        await File.WriteAllTextAsync(cookie, Guid.NewGuid().ToString("N"), cancel).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        await File.WriteAllTextAsync(Path.Combine(folder, "plugins"), "[].", cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), "disk_free_limit.absolute = 50MB\nvm_memory_high_watermark.absolute = 400MB\n", cancel).ConfigureAwait(false);
        var rabbit = new LocalRabbit(folder);
        try
        {
            rabbit._mapper.Start();
            rabbit._node.Start();
            await LocalServer.WaitAsync(rabbit._node, AnswersAsync, s_patience, cancel).ConfigureAwait(false);
            return rabbit;
        }
        catch
        {
            rabbit.Dispose();
            throw;
        }

        async Task<bool> AnswersAsync()
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, rabbit._port, cancel).ConfigureAwait(false);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancel).ConfigureAwait(false);
            return await client.GetStream().ReadAsync(new byte[1], cancel).ConfigureAwait(false) == 1;
        }
    }

    public void Dispose()
    {
        _node.Dispose();
        _mapper.Dispose();
    }
}
