using System.Diagnostics;
using Vicinity.Model;

namespace Vicinity.Client.Tests;

/// <summary>
/// Apache Kafka on the loopback, on free ports and in a folder that is deleted afterwards. Found by KAFKA_HOME, or as <c>shared/tools/kafka</c> in a folder above; needs Java.
/// </summary>
internal sealed class KafkaCluster : IAsyncDisposable
{
    private const string ClusterId = "5L6g3nShT-eMCtK--X86sw";

    private readonly string _jars;
    private readonly string _folder = Directory.CreateTempSubdirectory("kafka-").FullName;
    private readonly Process?[] _processes;
    private readonly int[] _ports;

    private KafkaCluster(string jars, int nodes)
    {
        _jars = jars;
        _processes = new Process?[nodes];
        _ports = [.. Enumerable.Range(0, nodes * 2).Select(_ => FreePort.Next())];
    }

    public int Nodes => _processes.Length;

    public string Servers => string.Join(',', _ports.Take(Nodes).Select(p => $"127.0.0.1:{p}"));

    /// <summary>The jars, or why there are none.</summary>
    public static (string? Jars, string Why) Find()
    {
        var candidates = new List<string>();
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home) candidates.Add(home);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            candidates.Add(Path.Combine(folder.FullName, "shared", "tools", "kafka"));
        foreach (string candidate in candidates)
            foreach (string jars in new[] { Path.Combine(candidate, "libs"), Path.Combine(candidate, "lib") })
                if (Directory.Exists(jars) && Directory.EnumerateFiles(jars, "kafka-clients-*.jar").Any()) return (jars, "");
        return (null, "Apache Kafka was not found: set KAFKA_HOME to an unpacked Kafka 4");
    }

    /// <summary>Starts a cluster and waits until all its nodes answer.</summary>
    public static async Task<KafkaCluster> StartAsync(int nodes)
    {
        var cluster = new KafkaCluster(Find().Jars ?? throw new InvalidOperationException(Find().Why), nodes);
        try
        {
            for (int node = 1; node <= nodes; node++) cluster.WriteSettings(node);
            await Task.WhenAll(Enumerable.Range(1, nodes).Select(cluster.FormatAsync));
            for (int node = 1; node <= nodes; node++) cluster.Resume(node);
            await cluster.AwaitNodesAsync(nodes);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a node without warning.</summary>
    public void Kill(int node)
    {
        Process process = _processes[node - 1]!;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        _processes[node - 1] = null;
    }

    /// <summary>Starts a node, for the first time or again.</summary>
    public void Resume(int node) => _processes[node - 1] = Java("256m", ["kafka.Kafka", Settings(node)]);

    /// <summary>Waits until this many nodes are members of the cluster.</summary>
    public async Task AwaitNodesAsync(int count)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = Servers, RequestTimeout = TimeSpan.FromSeconds(5) });
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await admin.DescribeClusterAsync()).Nodes.Count == count) return;
            }
            catch (ClientException) when (limit.Elapsed < TimeSpan.FromSeconds(60))
            {
            }
            if (limit.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException($"{count} nodes of Apache Kafka did not come up within 60 s");
            await Task.Delay(100);
        }
    }

    /// <summary>Describes a topic once the node that is asked knows it: Kafka's nodes learn of a new one a moment after its creation was answered.</summary>
    public static async Task<TopicDescription> DescribeKnownAsync(Admin admin, string topic)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await admin.DescribeTopicAsync(topic, TestContext.Current.CancellationToken);
            }
            catch (KafkaErrorException unknown) when (unknown.Code == ErrorCode.UnknownTopicOrPartition && limit.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Runs one of Kafka's own tools and returns what it printed.</summary>
    public async Task<string> RunToolAsync(params string[] arguments)
    {
        using Process tool = Java("128m", arguments);
        Task<string> output = tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        return await output;
    }

    public async ValueTask DisposeAsync()
    {
        for (int node = 1; node <= Nodes; node++)
            if (_processes[node - 1] is not null) Kill(node);
        await Task.CompletedTask;
        Directory.Delete(_folder, recursive: true);
    }

    private string Settings(int node) => Path.Combine(_folder, $"{node}.properties");

    private void WriteSettings(int node)
    {
        int replicas = Math.Min(Nodes, 3);
        int controllerPort = _ports[Nodes + node - 1];
        string voters = string.Join(',', Enumerable.Range(1, Nodes).Select(n => $"{n}@127.0.0.1:{_ports[Nodes + n - 1]}"));
        File.WriteAllText(Settings(node), $"""
            process.roles=broker,controller
            node.id={node}
            controller.quorum.voters={voters}
            listeners=PLAINTEXT://127.0.0.1:{_ports[node - 1]},CONTROLLER://127.0.0.1:{controllerPort}
            advertised.listeners=PLAINTEXT://127.0.0.1:{_ports[node - 1]}
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
            log.dirs={Path.Combine(_folder, $"data{node}")}
            default.replication.factor={replicas}
            min.insync.replicas={replicas / 2 + 1}
            offsets.topic.replication.factor={replicas}
            offsets.topic.num.partitions=1
            group.initial.rebalance.delay.ms=0
            group.min.session.timeout.ms=1000
            auto.create.topics.enable=false
            """);
    }

    private async Task FormatAsync(int node)
    {
        using Process format = Java("128m", ["kafka.tools.StorageTool", "format", "-t", ClusterId, "-c", Settings(node)]);
        await format.WaitForExitAsync();
        if (format.ExitCode != 0) throw new InvalidOperationException($"Apache Kafka could not format its folder: {await format.StandardOutput.ReadToEndAsync()}");
    }

    private Process Java(string heap, string[] arguments)
    {
        var start = new ProcessStartInfo("java", [$"-Xmx{heap}", "-XX:TieredStopAtLevel=1", "-Dlog4j2.statusLoggerLevel=OFF", "-cp", Path.Combine(_jars, "*"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        // A server that nobody listens to would stop when the pipe is full.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        if (arguments[0] == "kafka.Kafka") _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return process;
    }
}
