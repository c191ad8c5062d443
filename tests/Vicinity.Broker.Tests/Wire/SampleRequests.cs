using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A well-formed request of every offered API in every offered version, as material for damaged ones.</summary>
internal static class SampleRequests
{
    /// <summary>Frames with their sizes, and whether the answer may wait for other clients or the clock.</summary>
    public static IReadOnlyList<(ApiKey Api, short Version, byte[] Frame, bool MayWait)> All { get; } = [.. Build()];

    private static IEnumerable<(ApiKey Api, short Version, byte[] Frame, bool MayWait)> Build()
    {
        byte[] batch = Batches.Keyed(Vicinity.Records.CompressionCodec.None, ("key", "value"), ("k", null));
        return
        [
            .. Of(RecordCalls.ProduceTo("t", 0, batch, timeoutMs: 5000), 3, 13),
            .. Of(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: 10), 4, 18, mayWait: true),
            .. Of(new ListOffsetsRequest { Topics = [new() { Name = "t", Partitions = [new() { Timestamp = -1 }, new() { PartitionIndex = 1, Timestamp = 5 }] }] }, 1, 7),
            .. Of(new MetadataRequest { Topics = [new() { Name = "t" }, new() { Name = "u" }] }, 0, 13),
            .. Of(new OffsetCommitRequest { GroupId = "g", Topics = [new() { Name = "t", Partitions = [new() { CommittedOffset = 3, CommittedMetadata = "m" }] }] }, 1, 9),
            .. Of(new OffsetFetchRequest { GroupId = "g", Topics = [new() { Name = "t", PartitionIndexes = [0, 1] }], Groups = [new() { GroupId = "g" }] }, 1, 9),
            .. Of(new FindCoordinatorRequest { Key = "g", CoordinatorKeys = ["g", "h"] }, 0, 4),
            .. Of(new JoinGroupRequest { GroupId = "g", SessionTimeoutMs = 1000, RebalanceTimeoutMs = 50, ProtocolType = "consumer", Protocols = [new() { Name = "range", Metadata = new byte[8] }] }, 0, 9, mayWait: true),
            .. Of(new SyncGroupRequest { GroupId = "g", GenerationId = 1, MemberId = "m", Assignments = [new() { MemberId = "m", Assignment = new byte[6] }] }, 0, 5, mayWait: true),
            .. Of(new HeartbeatRequest { GroupId = "g", GenerationId = 1, MemberId = "m" }, 0, 4),
            .. Of(new LeaveGroupRequest { GroupId = "g", MemberId = "m", Members = [new() { MemberId = "m" }] }, 0, 5),
            .. Of(new DescribeGroupsRequest { Groups = ["g", "h"] }, 0, 6),
            .. Of(new ListGroupsRequest { StatesFilter = ["Empty"] }, 0, 5),
            .. Of(new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1" }, 0, 4),
            .. Of(TopicCalls.Creating("v", 2, 1, (TopicSettings.RetentionMs, "1000")), 0, 7),
            .. Of(new DeleteTopicsRequest { TopicNames = ["v"], Topics = [new() { Name = "v" }] }, 0, 6),
            .. Of(new DeleteRecordsRequest { Topics = [new() { Name = "t", Partitions = [new() { Offset = -1 }] }] }, 0, 2),
            .. Of(new InitProducerIdRequest { TransactionTimeoutMs = 1000 }, 0, 4),
            .. Of(new OffsetForLeaderEpochRequest { Topics = [new() { Topic = "t", Partitions = [new() { LeaderEpoch = 1 }] }] }, 2, 4),
            .. Of(new DescribeConfigsRequest { Resources = [new() { ResourceType = 2, ResourceName = "t", ConfigurationKeys = [TopicSettings.RetentionMs] }] }, 0, 4),
            .. Of(new AlterConfigsRequest { Resources = [new() { ResourceType = 2, ResourceName = "t", Configs = [new() { Name = TopicSettings.RetentionMs, Value = "100000" }] }] }, 0, 2),
            .. Of(new IncrementalAlterConfigsRequest { Resources = [new() { ResourceType = 2, ResourceName = "t", Configs = [new() { Name = TopicSettings.RetentionMs, Value = "100000" }] }] }, 0, 1),
            .. Of(new DescribeLogDirsRequest { Topics = [new() { Topic = "t", Partitions = [0] }] }, 1, 4),
            .. Of(new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = 3 }] }, 0, 3),
            .. Of(new DeleteGroupsRequest { GroupsNames = ["h"] }, 0, 2),
            .. Of(new OffsetDeleteRequest { GroupId = "g", Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0 }] }] }, 0, 0),
            .. Of(new ListPartitionReassignmentsRequest(), 0, 0),
            .. Of(new DescribeQuorumRequest { Topics = [new() { TopicName = "t", Partitions = [new()] }] }, 0, 2),
            .. Of(new DescribeClusterRequest(), 0, 2),
            .. Of(new VoteRequest { ClusterId = "c", VoterId = 1, Topics = [new() { TopicName = "t", Partitions = [new() { CandidateEpoch = 3, CandidateId = 2, CandidateDirectoryId = Guid.NewGuid(), PreVote = true }] }] }, 2, 2),
            .. Of(new BeginQuorumEpochRequest { ClusterId = "c", VoterId = 1, Topics = [new() { TopicName = "t", Partitions = [new() { LeaderId = 2, LeaderEpoch = 3 }] }] }, 1, 1),
            .. Of(new EndQuorumEpochRequest { ClusterId = "c", Topics = [new() { TopicName = "t", Partitions = [new() { LeaderId = 2, LeaderEpoch = 3, PreferredCandidates = [new() { CandidateId = 1 }] }] }] }, 1, 1),
            .. Of(new FetchSnapshotRequest { ClusterId = "c", ReplicaId = 2, Topics = [new() { Name = "t", Partitions = [new() { SnapshotId = new() { EndOffset = 0, Epoch = 0 } }] }] }, 1, 1),
            .. Of(new AddRaftVoterRequest { ClusterId = "c", VoterId = 2, VoterDirectoryId = Guid.NewGuid(), Partition = 0 }, 0, 0),
            .. Of(new RemoveRaftVoterRequest { ClusterId = "c", VoterId = 2, VoterDirectoryId = Guid.NewGuid(), Partition = 0 }, 0, 0),
            .. Of(new ElectLeadersRequest { TopicPartitions = [new() { Topic = "t", Partitions = [0, 9] }], TimeoutMs = 1000 }, 0, 2),
            .. Of(new AlterPartitionReassignmentsRequest { Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Replicas = [1] }, new() { PartitionIndex = 9, Replicas = null }] }] }, 0, 0),
            .. Of(new BrokerRegistrationRequest { ClusterId = "c", ClusterReplicaId = Guid.NewGuid(), Listeners = [new() { Name = "n", Host = "127.0.0.1", Port = 1 }] }, 0, 0),
            .. Of(new BrokerHeartbeatRequest { BrokerId = 7, MissingReplicas = [new() { TopicId = Guid.NewGuid() }] }, 0, 0),
            .. Of(new AllocateProducerIdsRequest { BrokerId = 7 }, 0, 0),
            .. Of(new AnnounceLeadersRequest { NodeId = 7, Partitions = [new() { TopicId = Guid.NewGuid(), Epoch = 3, Voters = [new() { NodeId = 7 }] }] }, 0, 0),
            .. Of(new PrepareReplicasRequest { Topics = [new() { Name = "w", TopicId = Guid.NewGuid(), Partitions = [0] }] }, 0, 0),
            .. Of(new AwaitTopicsRequest { Offset = 1, Topics = [new() { TopicId = Guid.NewGuid() }], TimeoutMs = 10 }, 0, 0),
            .. Of(new IntroduceNodeRequest { ClusterId = "c", NodeId = 2, Host = "127.0.0.1", Port = 1, Addressee = 1 }, 0, 0),
            .. Of(new DescribeEventsRequest { FromSequence = 1 }, 0, 0),
        ];
    }

    private static IEnumerable<(ApiKey Api, short Version, byte[] Frame, bool MayWait)> Of<TRequest>(TRequest request, short from, short to, bool mayWait = false)
        where TRequest : class, IMessage<TRequest>
    {
        for (short version = from; version <= to; version++) yield return (TRequest.ApiKey, version, WireClient.Encode(request, version, 5), mayWait);
    }
}
