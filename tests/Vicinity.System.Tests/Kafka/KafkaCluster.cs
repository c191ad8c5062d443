using System.Diagnostics;
using System.Net.Sockets;

namespace Vicinity.System.Tests;

/// <summary>Real Apache Kafka on loopback: nodes that are broker and controller each, in processes that can be killed and resumed.</summary>
internal sealed class KafkaCluster : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly string _jars;
    private readonly int[] _ports;
    private readonly Process?[] _nodes;

    private KafkaCluster(string jars, int nodes)
    {
        _jars = jars;
        _ports = [.. Enumerable.Range(0, nodes).Select(_ => FreePort.Next())];
        _nodes = new Process?[nodes];
    }

    /// <summary>Servers that clients begin with.</summary>
    public string BootstrapServers => string.Join(',', _ports.Select(p => $"127.0.0.1:{p}"));

    /// <summary>The folder of Kafka's jars: below KAFKA_HOME, or in shared/tools/kafka beside the repository; null where there is none.</summary>
    public static string? FindJars()
    {
        string?[] homes = [Environment.GetEnvironmentVariable("KAFKA_HOME"), RepositoryRoot.Below("..", "shared", "tools", "kafka")];
        return homes.Where(h => !string.IsNullOrEmpty(h)).SelectMany(h => new[] { Path.Combine(h!, "libs"), Path.Combine(h!, "lib") })
            .FirstOrDefault(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "kafka-clients-*.jar").Any());
    }

    public static async Task<KafkaCluster> StartAsync(string jars, int nodes, CancellationToken cancel)
    {
        var cluster = new KafkaCluster(jars, nodes);
        int[] controllers = [.. Enumerable.Range(0, nodes).Select(_ => FreePort.Next())];
        string voters = string.Join(',', controllers.Select((port, i) => $"{i + 1}@127.0.0.1:{port}"));
        for (int i = 0; i < nodes; i++)
        {
            Directory.CreateDirectory(cluster.FolderOf(i));
            await File.WriteAllTextAsync(cluster.SettingsOf(i), Settings(i + 1, cluster._ports[i], controllers[i], voters, nodes, Path.Combine(cluster.FolderOf(i), "data")), cancel);
            using Process format = cluster.Java("128m", "kafka.tools.StorageTool", "format", "-t", "5L6g3nShT-eMCtK--X86sw", "-c", cluster.SettingsOf(i));
            await format.WaitForExitAsync(cancel);
            format.ExitCode.ShouldBe(0);
        }

        for (int i = 0; i < nodes; i++) cluster.Launch(i);
        for (int i = 0; i < nodes; i++) await cluster.WaitForAsync(i, cancel);
        return cluster;
    }

    /// <summary>Ends a node at once, as kill -9 does.</summary>
    public void Kill(int node)
    {
        _nodes[node]!.Kill();
        _nodes[node]!.WaitForExit();
    }

    /// <summary>Starts a killed node again.</summary>
    public async Task ResumeAsync(int node, CancellationToken cancel)
    {
        Launch(node);
        await WaitForAsync(node, cancel);
    }

    public void Dispose()
    {
        foreach (Process? node in _nodes)
        {
            if (node is null) continue;
            if (!node.HasExited) node.Kill();
            node.WaitForExit();
            node.Dispose();
        }

        _folder.Dispose();
    }

    private static string Settings(int id, int port, int controllerPort, string voters, int nodes, string data) => $"""
        process.roles=broker,controller
        node.id={id}
        controller.quorum.voters={voters}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        log.dirs={data}
        default.replication.factor={nodes}
        min.insync.replicas={nodes / 2 + 1}
        offsets.topic.replication.factor={nodes}
        offsets.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0

        """;

    private string FolderOf(int node) => Path.Combine(_folder.Path, $"node{node + 1}");

    private string SettingsOf(int node) => Path.Combine(FolderOf(node), "server.properties");

    private void Launch(int node) => _nodes[node] = Java("512m", "kafka.Kafka", SettingsOf(node));

    private Process Java(string heap, params string[] arguments)
    {
        var start = new ProcessStartInfo("java") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[$"-Xmx{heap}", "-Dlog4j2.statusLoggerLevel=OFF", "-cp", Path.Combine(_jars, "*"), .. arguments]) start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task WaitForAsync(int node, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            _nodes[node]!.HasExited.ShouldBeFalse($"Kafka node {node + 1} ended by itself");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", _ports[node], cancel);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }
        }
    }
}
