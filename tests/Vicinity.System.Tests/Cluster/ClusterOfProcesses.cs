using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.System.Tests;

/// <summary>A cluster of <c>vicinity node</c> processes on loopback. The first founds it, the others join it by address.</summary>
internal sealed class ClusterOfProcesses : IAsyncDisposable
{
    /// <summary>How long a test waits for what a cluster does by itself. Generous: other tests may use the machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<int, MemberProcess> _nodes = [];
    private Admin? _admin;

    private ClusterOfProcesses()
    {
    }

    public IEnumerable<MemberProcess> Nodes => _nodes.Values;

    public MemberProcess this[int id] => _nodes[id];

    /// <summary>Addresses of all nodes, dead ones too, as a client is given them.</summary>
    public string BootstrapServers => string.Join(',', _nodes.Values.Select(n => n.Address));

    /// <summary>A client that asks whoever is there.</summary>
    public Admin Admin => _admin ??= new Admin(new AdminOptions { BootstrapServers = BootstrapServers, RequestTimeout = TimeSpan.FromSeconds(10), ConnectTimeout = TimeSpan.FromSeconds(2) });

    /// <summary>Starts that many nodes and waits until all are known, and as many as shall can become the controller.</summary>
    /// <param name="nodes">How many.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="environment">Settings of all of them.</param>
    /// <param name="prepare">Is given the nodes before they start.</param>
    /// <param name="controllers">How many nodes can become the controller.</param>
    public static async Task<ClusterOfProcesses> StartAsync(
        int nodes, CancellationToken cancel, IReadOnlyDictionary<string, string>? environment = null, Action<ClusterOfProcesses>? prepare = null, int controllers = 3)
    {
        environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["VICINITY__NODE__CONTROLLERVOTERS"] = $"{controllers}" };
        var cluster = new ClusterOfProcesses();
        try
        {
            for (int id = 1; id <= nodes; id++) cluster.Add(id, environment);
            prepare?.Invoke(cluster);
            cluster[1].Start();
            await cluster[1].ServesAsync(cancel);
            // Some at a time: a machine of two processors starts no faster, and waits become long.
            for (int id = 2; id <= nodes; id += 4)
            {
                MemberProcess[] next = [.. Enumerable.Range(id, Math.Min(4, nodes - id + 1)).Select(i => cluster[i])];
                foreach (MemberProcess node in next) node.Start();
                foreach (MemberProcess node in next) await node.ServesAsync(cancel);
            }

            await cluster.UntilAsync($"all {nodes} nodes are known", async () => (await cluster.Admin.DescribeClusterAsync(cancel)).Nodes.Count == nodes, cancel);
            await cluster.UntilAsync("there are enough controllers", async () => (await cluster.Admin.DescribeControllersAsync(cancel)).Voters.Count == (nodes < 3 ? 1 : controllers), cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a topic of one partition and waits until its leader is known.</summary>
    public async Task CreateTopicAsync(string topic, int replicas, CancellationToken cancel, int minInSync = 1, int partitions = 1)
    {
        var settings = new Dictionary<string, string> { ["min.insync.replicas"] = minInSync.ToString() };
        try
        {
            await Admin.CreateTopicAsync(topic, partitions, (short)replicas, settings, cancel);
        }
        catch (KafkaErrorException open) when (open.Code == ErrorCode.RequestTimedOut)
        {
            // The controller changed meanwhile: whether the topic was made is open, so it is made unless it is there.
            await Admin.EnsureTopicAsync(topic, partitions, (short)replicas, settings, cancel);
        }
        for (int p = 0; p < partitions; p++) await LeaderAsync(topic, cancel, p);
    }

    /// <summary>The node that leads a partition now; waits for one that is not <paramref name="other"/>.</summary>
    public async Task<MemberProcess> LeaderAsync(string topic, CancellationToken cancel, int partition = 0, MemberProcess? other = null)
    {
        MemberProcess? leader = null;
        await UntilAsync(
            $"{topic}-{partition} has a leader{(other is null ? "" : $" other than node {other.Id}")}",
            async () =>
            {
                int id = (await Admin.DescribeTopicAsync(topic, cancel)).Partitions[partition].LeaderId;
                leader = _nodes.GetValueOrDefault(id);
                return leader is not null && leader != other;
            },
            cancel);
        return leader!;
    }

    /// <summary>Nodes that hold replicas of a partition.</summary>
    public async Task<IReadOnlyList<MemberProcess>> ReplicasAsync(string topic, CancellationToken cancel, int partition = 0) =>
        [.. (await Admin.DescribeTopicAsync(topic, cancel)).Partitions[partition].Replicas.Select(id => _nodes[id])];

    /// <summary>Waits until all replicas of all partitions of a topic are in sync.</summary>
    public Task InSyncAsync(string topic, CancellationToken cancel) => UntilAsync(
        $"all replicas of {topic} are in sync",
        async () => (await Admin.DescribeTopicAsync(topic, cancel)).Partitions.All(p => p.LeaderId >= 0 && p.InSyncReplicas.Count == p.Replicas.Count),
        cancel);

    /// <summary>Waits until a partition has that many voters, on as many nodes, which all hold everything: no copy is on its way any more.</summary>
    public Task MovedAsync(string topic, int voters, long records, CancellationToken cancel) => UntilAsync(
        $"{topic} has {voters} whole copies",
        async () =>
        {
            var partition = new TopicPartition(topic, 0);
            if (!(await Admin.DescribeQuorumAsync([partition], cancel)).TryGetValue(partition, out QuorumDescription? quorum)) return false;
            return quorum.Voters.Count == voters && quorum.Voters.Select(v => v.NodeId).Distinct().Count() == voters && quorum.Voters.All(v => v.LogEnd == records);
        },
        cancel);

    /// <summary>A producer as an application has it: all acks, idempotent, quick to find a new leader.</summary>
    public Producer NewProducer(TimeSpan? deliveryTimeout = null) => new(new ProducerOptions
    {
        BootstrapServers = BootstrapServers,
        Linger = TimeSpan.FromMilliseconds(1),
        RetryBackoff = TimeSpan.FromMilliseconds(10),
        ReconnectBackoff = TimeSpan.FromMilliseconds(10),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        RequestTimeout = TimeSpan.FromSeconds(5),
        DeliveryTimeout = deliveryTimeout ?? Patience,
    });

    /// <summary>Everything that a partition holds is dense, in order, each record once, and nothing that was acknowledged is missing.</summary>
    public async Task<int> NothingIsLostAsync(string topic, NumberedWriters writers, int partition, CancellationToken cancel)
    {
        // A node that has just started knows its topics when it has caught up with the cluster's own log.
        List<ConsumedRecord> stored = [];
        await UntilAsync($"{topic}-{partition} can be read", async () => (stored = await StoredRecords.ReadAsync(BootstrapServers, new TopicPartition(topic, partition), cancel)) is not null, cancel);
        stored.Select(r => r.Offset).ShouldBe(Enumerable.Range(0, stored.Count).Select(i => (long)i), $"{topic}-{partition}: offsets are dense from 0");
        stored.Select(r => r.ValueText).ShouldBe(stored.Select((_, i) => NumberedWriters.ValueOf(i)), $"{topic}-{partition}: in order, each once");
        IReadOnlyDictionary<long, long> acknowledged = writers.Acknowledged(partition);
        acknowledged.ShouldAllBe(a => a.Key == a.Value && a.Key < stored.Count, $"{topic}-{partition}: what was acknowledged is there");
        return stored.Count;
    }

    /// <summary>Polls until a condition holds; faults of clients count as "not yet". Fails with what all nodes wrote.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancel, TimeSpan? patience = null)
    {
        long began = Stopwatch.GetTimestamp();
        string last = "";
        while (true)
        {
            try
            {
                if (await condition()) return;
                last = "not yet";
            }
            catch (ClientException e)
            {
                last = e.Message;
            }

            if (Stopwatch.GetElapsedTime(began) > (patience ?? Patience))
                throw new TimeoutException($"not within {patience ?? Patience}: {what} ({last}){Environment.NewLine}{string.Join(Environment.NewLine, Nodes)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null) await _admin.DisposeAsync();
        foreach (MemberProcess node in _nodes.Values) node.Dispose();
    }

    private void Add(int id, IReadOnlyDictionary<string, string>? environment) =>
        _nodes[id] = new MemberProcess(id, () => id == 1 ? ["--found"] : ["--join", _nodes[1].Address], environment);
}
