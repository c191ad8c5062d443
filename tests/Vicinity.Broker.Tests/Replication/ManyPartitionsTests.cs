using System.Net;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>Many partitions on three nodes: they share the fetch sessions, the journal of votes and the thread of deadlines.</summary>
public sealed class ManyPartitionsTests : IAsyncLifetime
{
    private const int Count = 100;

    private readonly Dictionary<int, ReplicaHost> _hosts = [];
    private readonly Dictionary<int, SimulatedFileSystem> _disks = [];
    private readonly Dictionary<TopicPartition, Voter[]> _voters = [];
    private readonly Guid _topicId = Guid.NewGuid();

    public ValueTask InitializeAsync()
    {
        for (int id = 1; id <= 3; id++)
        {
            _disks[id] = new SimulatedFileSystem();
            StartHost(id);
        }

        for (int p = 0; p < Count; p++)
        {
            var partition = new TopicPartition("many", p);
            _voters[partition] = [.. _hosts.Values.Select(h => h.Store.VoterOf(h.Store.Prepare(partition, _topicId)))];
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReplicaHost host in _hosts.Values) await host.StopAsync();
    }

    [Fact]
    public async Task A_replica_that_looks_for_its_leader_does_not_take_an_answer_for_another_partition_as_its_own()
    {
        foreach (int id in _hosts.Keys) Open(id);
        foreach (TopicPartition partition in _voters.Keys) Of(1 + (partition.Partition % 3), partition).Campaign();
        await AllServeAsync();

        for (int round = 0; round < 3; round++)
        {
            int victim = 1 + (round % 3);
            _disks[victim].KillProcess();
            await _hosts[victim].KillAsync();
            _hosts.Remove(victim);
            await AllServeAsync();
            StartHost(victim);
            Open(victim);
            await AllServeAsync();
        }

        foreach (ReplicaHost host in _hosts.Values)
        {
            foreach (Replica replica in host.Store.All) replica.Failure.ShouldBeNull();
        }
    }

    private Replica Of(int id, TopicPartition partition) => _hosts[id].Store.Find(partition)!;

    private void StartHost(int id)
    {
        var host = new ReplicaHost(new BrokerOptions { NodeId = id, DataFolder = "/data", Listen = new IPEndPoint(IPAddress.Loopback, 0), Quorum = new QuorumTimers() }, _disks[id], "many");
        foreach ((int otherId, ReplicaHost other) in _hosts)
        {
            other.Peers.Register(id, "127.0.0.1", host.EndPoint.Port);
            host.Peers.Register(otherId, "127.0.0.1", other.EndPoint.Port);
        }

        _hosts[id] = host;
    }

    private void Open(int id)
    {
        var config = new TopicConfig(new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach ((TopicPartition partition, Voter[] voters) in _voters) _hosts[id].Store.Open(_hosts[id].Store.Prepare(partition, _topicId), config, voters);
    }

    /// <summary>Each partition has one leader that acknowledges, and all running replicas follow it.</summary>
    private async Task AllServeAsync()
    {
        await Eventually.TrueAsync(
            () => _voters.Keys.All(p => _hosts.Values.Select(h => h.Store.Find(p)!).ToList() is var replicas
                && replicas.Any(r => r.LeadsWithCurrentHighWatermark && replicas.All(o => o.Epoch == r.Epoch && o.LeaderId == r.Self.NodeId))),
            "every partition is led");
        Replica leader = _hosts.Values.SelectMany(h => h.Store.All).First(r => r.LeadsWithCurrentHighWatermark);
        (await ReplicaCluster.ProduceAsync(leader, Batches.Of("x"))).Error.ShouldBeOneOf(ErrorCode.None, ErrorCode.NotLeaderOrFollower, ErrorCode.NotEnoughReplicasAfterAppend);
    }
}
