using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Vicinity.Cli;

namespace Vicinity.Weather.RabbitMq.Tests;

/// <summary>One node of RabbitMQ, or a cluster of several, with a port mapper of its own.</summary>
public sealed class RabbitBroker : IAsyncDisposable
{
    /// <summary>The program itself: the one on the path switches the user.</summary>
    internal const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private const string Mapper = "/usr/bin/epmd";

    private Process? _mapper;

    private RabbitBroker(int nodes) => Nodes = [.. Enumerable.Range(1, nodes).Select(number => new RabbitNode(this, Directory.CreateDirectory(Path.Combine(Folder, $"node{number}")).FullName))];

    /// <summary>Whether there is a RabbitMQ to start.</summary>
    public static bool IsInstalled => File.Exists(Program) && File.Exists(Mapper);

    /// <summary>The nodes.</summary>
    public IReadOnlyList<RabbitNode> Nodes { get; }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("vicinity-rabbit-").FullName;

    internal int MapperPort { get; } = FreePort.Next();

    /// <summary>Makes new nodes and starts them; skips the test where RabbitMQ is not installed.</summary>
    public static async Task<RabbitBroker> StartNewAsync(int nodes = 1)
    {
        Assert.SkipUnless(IsInstalled, "needs RabbitMQ (Debian: rabbitmq-server)");
        var broker = new RabbitBroker(nodes);
        try
        {
            await broker.StartAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings for all nodes.</summary>
    public RabbitSettings Settings(string prefix = "weather") => new() { Addresses = string.Join(',', Nodes.Select(node => node.Address)), Prefix = prefix, TimeoutMs = 10_000 };

    /// <summary>
    /// Returns when a queue stands in the nodes' own list of queues on disk. RabbitMQ writes that half a second after the queue was declared; one whose only node is killed before is broken for good.
    /// </summary>
    public async Task KeptAsync(string queue)
    {
        byte[] name = Encoding.ASCII.GetBytes(queue);
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            string[] lists = [.. Nodes.SelectMany(node => Directory.GetFiles(node.Folder, "names.dets", SearchOption.AllDirectories)).Where(file => file.Contains("quorum", StringComparison.Ordinal))];
            if (lists.Length == Nodes.Count && lists.All(list => File.ReadAllBytes(list).AsSpan().IndexOf(name) >= 0)) return;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30)) throw new TimeoutException($"the queue {queue} is not in the list");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RabbitNode node in Nodes) await node.DisposeAsync();
        if (_mapper is not null)
        {
            _mapper.Kill();
            await _mapper.WaitForExitAsync();
            _mapper.Dispose();
        }
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                // The killed node's other processes are still ending.
                await Task.Delay(100);
            }
        }
    }

    private async Task StartAsync()
    {
        string cookie = Path.Combine(Folder, ".erlang.cookie");
        await File.WriteAllTextAsync(cookie, Guid.NewGuid().ToString("N"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        await File.WriteAllTextAsync(Path.Combine(Folder, "plugins"), "[].");
        IEnumerable<string> cluster = Nodes.Count == 1 ? [] : Nodes.Select((node, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {node.Name}").Prepend("cluster_formation.peer_discovery_backend = classic_config");
        await File.WriteAllLinesAsync(Path.Combine(Folder, "rabbitmq.conf"), ["disk_free_limit.absolute = 50MB", "vm_memory_high_watermark.absolute = 400MB", "cluster_partition_handling = pause_minority", .. cluster]);
        var start = new ProcessStartInfo(Mapper, ["-port", MapperPort.ToString(CultureInfo.InvariantCulture)]);
        start.Environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        _mapper = Process.Start(start)!;
        // The first makes the cluster, the others join it, one after the other: two that join at once can miss each other.
        foreach (RabbitNode node in Nodes) await node.StartAsync();
    }
}
