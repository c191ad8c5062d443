using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>What nodes ask each other, with any field changed and any byte damaged, from a client that says it is a node of the cluster and is none: answered or refused, and never a harm to a node's partitions.</summary>
public sealed class NodeRequestFuzzTests
{
    private const int Rounds = 1500;

    [Fact]
    public async Task Damaged_requests_between_nodes_never_harm_the_node()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a");
        }

        Replica replica = node.Node.Store.Find(new TopicPartition("t", 0))!;
        var prng = new Prng(11);
        WireClient? attacker = null;
        try
        {
            for (int i = 0; i < Rounds; i++)
            {
                attacker ??= await AsNodeAsync(node);
                byte[] frame = Sample(node, replica, prng);
                for (int flips = prng.Next(3); flips > 0; flips--) frame[prng.Next(12, frame.Length)] ^= (byte)(1 << prng.Next(8));
                await attacker.SendBytesAsync(frame);
                if (await attacker.ReceiveFrameAsync() is not null) continue;
                attacker.Dispose();
                attacker = null;
            }
        }
        finally
        {
            attacker?.Dispose();
        }

        replica.Failure.ShouldBeNull();
        node.Log.Of(1012).ShouldBeEmpty("no fault of the node's own");
        await Eventually.TrueAsync(() => replica.LeadsWithCurrentHighWatermark, "the partition is led");
        using WireClient other = await node.ConnectAsync();
        (await other.ReadValuesAsync("t")).ShouldBe(["a"]);
        (await other.AppendAsync("t", 0, "b")).ShouldBe(1);
    }

    [Fact]
    public async Task A_fetch_with_a_replica_id_from_a_foreign_client_is_an_invalid_request()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        FetchRequest request = RecordCalls.FetchFrom("t", 0, 0);
        request.ReplicaId = 2;

        (await client.CallAsync(request, 12)).ErrorCode.ShouldBe(ErrorCode.InvalidRequest);
        using WireClient other = await AsNodeAsync(node);
        (await other.CallAsync(request, 12)).ErrorCode.ShouldBe(ErrorCode.InvalidRequest, "the directory id is missing");
    }

    private static async Task<WireClient> AsNodeAsync(NodeUnderTest node)
    {
        WireClient client = await node.ConnectAsync();
        await client.CallAsync(new ApiVersionsRequest { ClientSoftwareName = PeerNetwork.SoftwareName, ClientSoftwareVersion = "1" }, 3);
        return client;
    }

    private static byte[] Sample(NodeUnderTest node, Replica replica, Prng prng)
    {
        int epoch = prng.Next(-2, replica.Epoch + 3);
        long offset = prng.Next(-1, 4);
        Guid stranger = Guid.NewGuid();
        string cluster = node.Node.ClusterId;
        switch (prng.Next(6))
        {
            case 0:
                return WireClient.Encode(new VoteRequest
                {
                    ClusterId = cluster,
                    VoterId = replica.Self.NodeId,
                    Topics = [new() { TopicName = "t", Partitions = [new()
                {
                    CandidateEpoch = epoch, CandidateId = prng.Next(-1, 4), CandidateDirectoryId = stranger, VoterDirectoryId = replica.Id,
                    LastOffsetEpoch = prng.Next(-1, epoch + 3), LastOffset = offset, PreVote = prng.Chance(0.5),
                }] }]
                }, 2);
            case 1:
                return WireClient.Encode(new EndQuorumEpochRequest { ClusterId = cluster, Topics = [new() { TopicName = "t", Partitions = [new() { LeaderId = prng.Next(-1, 4), LeaderEpoch = epoch, TopicId = replica.TopicId }] }] }, 1);
            case 2:
                return WireClient.Encode(new FetchSnapshotRequest
                {
                    ClusterId = cluster,
                    ReplicaId = 2,
                    MaxBytes = prng.Next(-1, 100),
                    Topics = [new() { Name = "t", Partitions = [new()
                {
                    CurrentLeaderEpoch = epoch, SnapshotId = new() { EndOffset = 0, Epoch = 0 }, Position = offset, ReplicaDirectoryId = stranger,
                }] }]
                }, 1);
            case 3:
                return WireClient.Encode(new RemoveRaftVoterRequest { ClusterId = cluster, VoterId = prng.Next(-1, 4), VoterDirectoryId = stranger, TopicId = replica.TopicId, Partition = 0 }, 0);
            default:
                return WireClient.Encode(new FetchRequest
                {
                    ClusterId = cluster,
                    ReplicaId = prng.Next(0, 4),
                    MaxWaitMs = prng.Next(-1, 3),
                    MaxBytes = prng.Next(-1, 1000),
                    SessionEpoch = prng.Next(-1, 3),
                    SessionId = prng.Next(-1, 3),
                    Topics = [new() { Topic = "t", Partitions = [new()
                    {
                        CurrentLeaderEpoch = epoch, FetchOffset = offset, LastFetchedEpoch = prng.Next(-1, epoch + 3), PartitionMaxBytes = prng.Next(-1, 200),
                        ReplicaDirectoryId = stranger, TopicId = replica.TopicId,
                    }] }],
                }, 12);
        }
    }
}
