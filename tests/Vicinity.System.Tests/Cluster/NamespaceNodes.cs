using System.Diagnostics;
using System.Text.Json;

namespace Vicinity.System.Tests;

/// <summary>Nodes of a cluster, one in each of the first namespaces. Their clients are processes too, since the test's own sockets are outside.</summary>
internal sealed class NamespaceNodes(Namespaces network, int count) : IDisposable
{
    private readonly MemberProcess[] _nodes = [.. Enumerable.Range(1, count).Select(node =>
        new MemberProcess(node, () => node == 1 ? ["--found"] : ["--join", AddressOf(1)], networkNamespace: (network.NameOf(node), AddressOf(node))))];

    /// <summary>The nodes, by number from 1.</summary>
    public MemberProcess this[int node] => _nodes[node - 1];

    public string BootstrapServers => string.Join(',', Enumerable.Range(1, count).Select(AddressOf));

    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (MemberProcess node in _nodes)
        {
            node.Start();
            await node.ServesAsync(cancel);
        }
    }

    /// <summary>Creates a topic of one partition.</summary>
    public async Task CreateTopicAsync(int host, string topic, int replicas, CancellationToken cancel, params string[] settings)
    {
        await UntilAsync($"{count} nodes are known", async () => (await RunAsync(host, cancel, ["topic", "create", topic, "--partitions", "1", "--replicas", $"{replicas}", "--bootstrap-server", BootstrapServers, .. settings])).Code == 0, cancel);
        await UntilInSyncAsync(host, topic, replicas, cancel);
    }

    /// <summary>Node that leads the topic, as the cluster tells a host.</summary>
    public async Task<int> LeaderAsync(int host, string topic, CancellationToken cancel)
    {
        int leader = -1;
        await UntilAsync($"{topic} has a leader", async () => (leader = (await DescribeAsync(host, topic, cancel)).Leader) > 0, cancel);
        return leader;
    }

    public Task UntilInSyncAsync(int host, string topic, int replicas, CancellationToken cancel) =>
        UntilAsync($"{replicas} replicas of {topic} are in sync", async () => (await DescribeAsync(host, topic, cancel)).InSync == replicas, cancel);

    /// <summary>Whether a record sent from a node's own host, to that node, is acknowledged within some seconds.</summary>
    public async Task<bool> TryProduceAsync(int host, string topic, string value, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("ip") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string part in (string[])["netns", "exec", network.NameOf(host), "timeout", "8", "kcat", "-P", "-b", AddressOf(host), "-t", topic, "-p", "0", "-X", "acks=all", "-X", "message.timeout.ms=4000"]) start.ArgumentList.Add(part);
        using Process kcat = Process.Start(start)!;
        Task<string> output = kcat.StandardError.ReadToEndAsync(cancel);
        await kcat.StandardInput.WriteLineAsync(value);
        kcat.StandardInput.Close();
        await kcat.WaitForExitAsync(cancel);
        return kcat.ExitCode == 0 && !(await output).Contains("Delivery failed", StringComparison.Ordinal);
    }

    public async Task NothingIsLostAsync(int host, string topic, NumberedProducer producer, CancellationToken cancel)
    {
        List<string> stored = await ScriptProcess.ReadPartitionAsync(network.NameOf(host), BootstrapServers, topic, 0, cancel);
        stored.ShouldBe(Enumerable.Range(0, stored.Count).Select(i => $"{i}"), "in order, each once, and nothing from elsewhere");
        producer.Acknowledged.ShouldAllBe(a => (a.Value == -1 || a.Key == a.Value) && a.Key < stored.Count);
    }

    public void Dispose()
    {
        foreach (MemberProcess node in _nodes) node.Dispose();
    }

    private static string AddressOf(int node) => $"{Namespaces.AddressOf(node)}:9092";

    private async Task<(int Leader, int InSync)> DescribeAsync(int host, string topic, CancellationToken cancel)
    {
        (int code, string output) = await RunAsync(host, cancel, "topic", "describe", topic, "--json", "--bootstrap-server", BootstrapServers);
        if (code != 0) return (-1, 0);
        using JsonDocument described = JsonDocument.Parse(output);
        JsonElement partition = described.RootElement.GetProperty("partitions")[0];
        return (partition.GetProperty("leader").GetInt32(), partition.GetProperty("inSync").GetArrayLength());
    }

    private async Task<(int Code, string Output)> RunAsync(int host, CancellationToken cancel, params string[] arguments)
    {
        using VicinityProcess process = VicinityProcess.StartIn(network.NameOf(host), arguments);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60), cancel);
        return (process.ExitCode, process.Output);
    }

    private async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > ClusterOfProcesses.Patience)
                throw new TimeoutException($"not within {ClusterOfProcesses.Patience}: {what}{Environment.NewLine}{string.Join(Environment.NewLine, _nodes.Select(n => n.ToString()))}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
        }
    }
}
