using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Vicinity.Cli;

namespace Vicinity.Weather.RabbitMq.Tests;

/// <summary>A node of RabbitMQ of its own on the loopback address. It can be killed and started again.</summary>
public sealed class RabbitNode(RabbitBroker broker, string folder) : IAsyncDisposable
{
    /// <summary>How long a node may take to start.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly int _peers = FreePort.Next();
    private Process? _server;

    /// <summary>Its port for clients.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its name.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"vicinity{Port}@localhost");

    /// <summary>What it keeps.</summary>
    internal string Folder => folder;

    /// <summary>Its address.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts it; returns when it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(RabbitBroker.Program) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach ((string name, string value) in new Dictionary<string, string>
        {
            ["HOME"] = broker.Folder,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = broker.MapperPort.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_NODENAME"] = Name,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = _peers.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(broker.Folder, "rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(broker.Folder, "plugins"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(broker.Folder, "none"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none",
        }) start.Environment[name] = value;
        _server = Process.Start(start)!;
        _server.OutputDataReceived += (_, line) => Last = line.Data ?? Last;
        _server.ErrorDataReceived += (_, line) => Last = line.Data ?? Last;
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        long began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_server.HasExited || Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"RabbitMQ did not answer: {Last}");
            await Task.Delay(100);
        }
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (_server is not { } server) return;
        _server = null;
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
    }

    /// <summary>The last line that it wrote.</summary>
    public string Last { get; private set; } = "";

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
            var answer = new byte[1];
            return await client.GetStream().ReadAsync(answer) == 1;
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return false;
        }
    }
}
