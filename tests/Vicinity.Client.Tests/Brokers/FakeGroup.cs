using System.Collections.Concurrent;
using System.Threading.Channels;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

/// <summary>The coordinator of one group with one member, which fails as the test says.</summary>
internal sealed class FakeGroup
{
    private readonly Channel<LeaveGroupRequest> _leaves = Channel.CreateUnbounded<LeaveGroupRequest>();
    private int _generation;
    private byte[] _assignment = [];

    public FakeGroup(FakeBroker broker)
    {
        broker.On<FindCoordinatorRequest, FindCoordinatorResponse>(_ => new FindCoordinatorResponse
        {
            NodeId = broker.NodeId,
            Host = broker.Address.Host,
            Port = broker.Address.Port,
        });
        broker.On<JoinGroupRequest, JoinGroupResponse>(Join);
        broker.On<SyncGroupRequest, SyncGroupResponse>(Sync);
        broker.On<HeartbeatRequest, HeartbeatResponse>(_ => new HeartbeatResponse { ErrorCode = Next(BeatErrors) });
        broker.On<LeaveGroupRequest, LeaveGroupResponse>(request =>
        {
            _leaves.Writer.TryWrite(request);
            return new LeaveGroupResponse();
        });
        broker.On<OffsetCommitRequest, OffsetCommitResponse>(Commit);
        broker.On<OffsetFetchRequest, OffsetFetchResponse>(request => new OffsetFetchResponse
        {
            Topics = [.. request.Topics!.Select(t => new OffsetFetchResponseTopic
            {
                Name = t.Name,
                Partitions = [.. t.PartitionIndexes.Select(i => new OffsetFetchResponsePartition { PartitionIndex = i, CommittedOffset = Committed.GetValueOrDefault(new TopicPartition(t.Name, i), -1) })],
            })],
        });
    }

    /// <summary>Errors of the next joins; none when empty.</summary>
    public ConcurrentQueue<ErrorCode> JoinErrors { get; } = new();

    /// <summary>Errors of the next heartbeats; none when empty.</summary>
    public ConcurrentQueue<ErrorCode> BeatErrors { get; } = new();

    /// <summary>Errors of the next commits; none when empty.</summary>
    public ConcurrentQueue<ErrorCode> CommitErrors { get; } = new();

    public ConcurrentQueue<JoinGroupRequest> Joins { get; } = new();

    public ConcurrentDictionary<TopicPartition, long> Committed { get; } = new();

    /// <summary>The next request to leave.</summary>
    public ValueTask<LeaveGroupRequest> LeaveAsync(CancellationToken cancel) => _leaves.Reader.ReadAsync(cancel);

    private JoinGroupResponse Join(JoinGroupRequest request)
    {
        Joins.Enqueue(request);
        ErrorCode error = Next(JoinErrors);
        if (error != ErrorCode.None) return new JoinGroupResponse { ErrorCode = error, MemberId = error == ErrorCode.MemberIdRequired ? "given" : "", ProtocolName = "", Leader = "" };
        string member = request.MemberId.Length > 0 ? request.MemberId : $"m{Joins.Count}";
        return new JoinGroupResponse
        {
            GenerationId = Interlocked.Increment(ref _generation),
            ProtocolName = request.Protocols[0].Name,
            Leader = member,
            MemberId = member,
            Members = [new JoinGroupResponseMember { MemberId = member, Metadata = request.Protocols[0].Metadata.ToArray() }],
        };
    }

    private SyncGroupResponse Sync(SyncGroupRequest request)
    {
        _assignment = request.Assignments.Single().Assignment.ToArray();
        return new SyncGroupResponse { Assignment = _assignment };
    }

    private OffsetCommitResponse Commit(OffsetCommitRequest request)
    {
        ErrorCode error = Next(CommitErrors);
        if (error == ErrorCode.None)
            foreach (OffsetCommitRequestTopic topic in request.Topics)
                foreach (OffsetCommitRequestPartition p in topic.Partitions) Committed[new TopicPartition(topic.Name, p.PartitionIndex)] = p.CommittedOffset;
        return new OffsetCommitResponse
        {
            Topics = [.. request.Topics.Select(t => new OffsetCommitResponseTopic
            {
                Name = t.Name,
                Partitions = [.. t.Partitions.Select(p => new OffsetCommitResponsePartition { PartitionIndex = p.PartitionIndex, ErrorCode = error })],
            })],
        };
    }

    private static ErrorCode Next(ConcurrentQueue<ErrorCode> errors) => errors.TryDequeue(out ErrorCode code) ? code : ErrorCode.None;
}
