using Vicinity.Client;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using VoteRequest = Vicinity.Protocol.VoteRequest;

namespace Vicinity.Broker;

/// <summary>
/// What this node's replicas have to say to one other node: what comes together goes into one request for all partitions. Nothing is kept while
/// there is no connection; the quorums send again what matters. Thread-safe.
/// </summary>
internal sealed class QuorumOutbox(int nodeId, PeerNetwork peers, string clusterId)
{
    private readonly Lock _gate = new();
    private Dictionary<TopicPartition, (Replica Replica, SendVote Vote)> _votes = [];
    private Dictionary<TopicPartition, (Replica Replica, SendBeginEpoch Begin)> _begins = [];
    private Dictionary<TopicPartition, (Replica Replica, SendEndEpoch End)> _ends = [];
    private bool _scheduled;

    /// <summary>Sends soon. A message of the same kind for the same partition that has not left yet is replaced.</summary>
    public void Add(Replica replica, QuorumAction message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case SendVote vote: _votes[replica.Partition] = (replica, vote); break;
                case SendBeginEpoch begin: _begins[replica.Partition] = (replica, begin); break;
                case SendEndEpoch end: _ends[replica.Partition] = (replica, end); break;
                default: throw new ArgumentException($"{message} is no message", nameof(message));
            }

            if (_scheduled) return;
            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static box => box.Send(), this, preferLocal: false);
    }

    private void Send()
    {
        Dictionary<TopicPartition, (Replica, SendVote)> votes;
        Dictionary<TopicPartition, (Replica, SendBeginEpoch)> begins;
        Dictionary<TopicPartition, (Replica, SendEndEpoch)> ends;
        lock (_gate)
        {
            (votes, begins, ends) = (_votes, _begins, _ends);
            (_votes, _begins, _ends) = ([], [], []);
            _scheduled = false;
        }

        if (peers.Find(nodeId)?.Quorum.Current is not { } connection) return;
        if (ends.Count > 0) _ = SendEndsAsync(connection, [.. ends.Values]);
        if (begins.Count > 0) _ = SendBeginsAsync(connection, [.. begins.Values]);
        if (votes.Count > 0) _ = SendVotesAsync(connection, [.. votes.Values]);
    }

    private async Task SendVotesAsync(BrokerConnection connection, List<(Replica Replica, SendVote Vote)> votes)
    {
        var request = new VoteRequest { ClusterId = clusterId, VoterId = nodeId };
        foreach (IGrouping<string, (Replica Replica, SendVote Vote)> topic in votes.GroupBy(v => v.Replica.Partition.Topic))
        {
            var entry = new VoteRequestTopic { TopicName = topic.Key };
            foreach ((Replica replica, SendVote vote) in topic)
            {
                entry.Partitions.Add(new()
                {
                    PartitionIndex = replica.Partition.Partition,
                    CandidateEpoch = vote.Request.Epoch,
                    CandidateId = vote.Request.Candidate.NodeId,
                    CandidateDirectoryId = vote.Request.Candidate.ReplicaId,
                    VoterDirectoryId = vote.Request.Addressee.ReplicaId,
                    LastOffsetEpoch = vote.Request.LogEnd.Epoch,
                    LastOffset = vote.Request.LogEnd.Offset,
                    PreVote = vote.Request.IsPreVote,
                });
            }

            request.Topics.Add(entry);
        }

        if (await TryAsync<VoteRequest, VoteResponse>(connection, request).ConfigureAwait(false) is not { ErrorCode: ErrorCode.None } response) return;
        Dictionary<TopicPartition, (Replica Replica, SendVote Vote)> asked = votes.ToDictionary(v => v.Replica.Partition);
        var answers = response.Topics.SelectMany(t => t.Partitions.Select(p => (Partition: new TopicPartition(t.TopicName, p.PartitionIndex), Answer: p))).ToList();
        await Crew.ForAllAsync(answers, answer =>
        {
            if (!asked.TryGetValue(answer.Partition, out (Replica Replica, SendVote Vote) to) || QuorumErrors.FromCode(answer.Answer.ErrorCode) is not { } error) return false;
            to.Replica.OnVoteAnswer(to.Vote.Request.Addressee, to.Vote.Request, new VoteAnswer(error, answer.Answer.LeaderEpoch, answer.Answer.LeaderId, answer.Answer.VoteGranted, to.Vote.Request.IsPreVote));
            return true;
        }).ConfigureAwait(false);
    }

    private async Task SendBeginsAsync(BrokerConnection connection, List<(Replica Replica, SendBeginEpoch Begin)> begins)
    {
        var request = new BeginQuorumEpochRequest { ClusterId = clusterId, VoterId = nodeId };
        foreach (IGrouping<string, (Replica Replica, SendBeginEpoch Begin)> topic in begins.GroupBy(b => b.Replica.Partition.Topic))
        {
            var entry = new BeginQuorumEpochRequestTopic { TopicName = topic.Key };
            foreach ((Replica replica, SendBeginEpoch begin) in topic)
            {
                entry.Partitions.Add(new()
                {
                    PartitionIndex = replica.Partition.Partition,
                    VoterDirectoryId = begin.Message.Addressee.ReplicaId,
                    LeaderId = begin.Message.Leader.NodeId,
                    LeaderEpoch = begin.Message.Epoch,
                    LeaderDirectoryId = begin.Message.Leader.ReplicaId,
                });
            }

            request.Topics.Add(entry);
        }

        if (await TryAsync<BeginQuorumEpochRequest, BeginQuorumEpochResponse>(connection, request).ConfigureAwait(false) is not { ErrorCode: ErrorCode.None } response) return;
        Dictionary<TopicPartition, Replica> asked = begins.ToDictionary(b => b.Replica.Partition, b => b.Replica);
        foreach (BeginQuorumEpochResponseTopic topic in response.Topics)
        {
            foreach (BeginQuorumEpochResponsePartition answer in topic.Partitions)
            {
                if (asked.TryGetValue(new(topic.TopicName, answer.PartitionIndex), out Replica? replica) && QuorumErrors.FromCode(answer.ErrorCode) is { } error)
                    replica.OnEpochAnswer(nodeId, new EpochAnswer(error, answer.LeaderEpoch, answer.LeaderId));
            }
        }
    }

    private async Task SendEndsAsync(BrokerConnection connection, List<(Replica Replica, SendEndEpoch End)> ends)
    {
        var request = new EndQuorumEpochRequest { ClusterId = clusterId };
        foreach (IGrouping<string, (Replica Replica, SendEndEpoch End)> topic in ends.GroupBy(e => e.Replica.Partition.Topic))
        {
            var entry = new EndQuorumEpochRequestTopic { TopicName = topic.Key };
            foreach ((Replica replica, SendEndEpoch end) in topic)
            {
                var partition = new EndQuorumEpochRequestPartition
                {
                    PartitionIndex = replica.Partition.Partition,
                    LeaderId = end.Message.LeaderId,
                    LeaderEpoch = end.Message.Epoch,
                    TopicId = replica.TopicId,
                };
                foreach (Voter successor in end.Message.Successors) partition.PreferredCandidates.Add(new() { CandidateId = successor.NodeId, CandidateDirectoryId = successor.ReplicaId });
                entry.Partitions.Add(partition);
            }

            request.Topics.Add(entry);
        }

        await TryAsync<EndQuorumEpochRequest, EndQuorumEpochResponse>(connection, request).ConfigureAwait(false);
    }

    private static async Task<TResponse?> TryAsync<TRequest, TResponse>(BrokerConnection connection, TRequest request)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : class, IResponseMessage<TResponse>
    {
        try
        {
            return await connection.SendAsync<TRequest, TResponse>(request).ConfigureAwait(false);
        }
        catch (ClientException)
        {
            return null; // lost, as any message may be
        }
    }
}
