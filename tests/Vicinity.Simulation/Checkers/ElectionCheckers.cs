using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

internal sealed class OneLeaderPerEpoch : Checker
{
    private readonly Dictionary<int, (Voter Leader, int Incarnation)> _leaders = [];

    public override string Promise => "an epoch has one leader, and leadership ends with the process that won it";

    public override void Stepped(in ReplicaView replica)
    {
        if (replica.Role != QuorumRole.Leader) return;
        if (!_leaders.TryGetValue(replica.Epoch, out (Voter Leader, int Incarnation) known)) _leaders[replica.Epoch] = (replica.Self, replica.Incarnation);
        else if (known.Leader != replica.Self) Fail($"{replica.Name} leads epoch {replica.Epoch}, which node {known.Leader.NodeId} has led already");
        else if (known.Incarnation != replica.Incarnation) Fail($"{replica.Name} leads epoch {replica.Epoch} again after a restart");
    }
}

internal sealed class EpochsNeverFall : Checker
{
    private readonly Dictionary<Guid, (int Incarnation, int Epoch)> _seen = [];
    private readonly Dictionary<Guid, int> _told = [];

    public override string Promise => "a replica's epoch never falls, and not below what it has told others, restarts included";

    public override void Stepped(in ReplicaView replica)
    {
        if (_seen.TryGetValue(replica.Self.ReplicaId, out (int Incarnation, int Epoch) seen) && seen.Incarnation == replica.Incarnation && replica.Epoch < seen.Epoch)
            Fail($"{replica.Name} falls from epoch {seen.Epoch} to {replica.Epoch}");
        _seen[replica.Self.ReplicaId] = (replica.Incarnation, replica.Epoch);
    }

    public override void Sent(Voter from, int epoch)
    {
        int told = _told.GetValueOrDefault(from.ReplicaId);
        if (epoch < told) Fail($"node {from.NodeId} speaks in epoch {epoch} after it has spoken in epoch {told}");
        else if (epoch > told) _told[from.ReplicaId] = epoch;
    }
}

internal sealed class OneVotePerEpoch : Checker
{
    private readonly Dictionary<(Guid, int), Voter> _votes = [];

    public override string Promise => "a voter gives one vote in an epoch, restarts included";

    public override void Granted(Voter voter, in VoteRequest request)
    {
        if (request.IsPreVote) return;
        if (!_votes.TryGetValue((voter.ReplicaId, request.Epoch), out Voter known)) _votes[(voter.ReplicaId, request.Epoch)] = request.Candidate;
        else if (known != request.Candidate) Fail($"node {voter.NodeId} votes for node {request.Candidate.NodeId} in epoch {request.Epoch} and has voted for node {known.NodeId}");
    }
}

/// <param name="boundMs">Time after which a leader that hears no majority must have stopped.</param>
internal sealed class LeaderAloneStops(int boundMs) : Checker
{
    public override string Promise => $"a leader that hears no majority stops within {boundMs} ms";

    public override void LeaderTicked(in ReplicaView replica, long sinceMajorityMs)
    {
        if (sinceMajorityMs > boundMs) Fail($"{replica.Name} leads epoch {replica.Epoch} and has heard no majority for {sinceMajorityMs} ms");
    }
}

/// <param name="quietMs">A follower whose leader has answered within this time refuses.</param>
internal sealed class PreVoteProtects(int quietMs) : Checker
{
    private readonly Dictionary<(Guid Candidate, int Epoch), HashSet<Guid>> _granted = [];

    public override string Promise => "no epoch is raised while the leader answers a majority: neither it nor who hears it grants pre-votes, and without those of a majority nobody campaigns";

    public override void PreVoteGranted(in ReplicaView voter, in VoteRequest request, long sinceLeaderMs)
    {
        if (voter.Role == QuorumRole.Leader) Fail($"{voter.Name} leads epoch {voter.Epoch} and grants a pre-vote to node {request.Candidate.NodeId}");
        if (voter.Role == QuorumRole.Follower && sinceLeaderMs >= 0 && sinceLeaderMs < quietMs)
            Fail($"{voter.Name} has heard its leader {sinceLeaderMs} ms ago and grants a pre-vote to node {request.Candidate.NodeId}");
        if (!_granted.TryGetValue((request.Candidate.ReplicaId, request.Epoch), out HashSet<Guid>? voters)) _granted[(request.Candidate.ReplicaId, request.Epoch)] = voters = [];
        voters.Add(voter.Self.ReplicaId);
    }

    public override void BecameCandidate(in ReplicaView replica)
    {
        int count = 0;
        foreach (Voter voter in replica.Log.Voters)
            if (voter == replica.Self || (_granted.TryGetValue((replica.Self.ReplicaId, replica.Epoch - 1), out HashSet<Guid>? voters) && voters.Contains(voter.ReplicaId))) count++;
        if (count < replica.Log.Voters.Count / 2 + 1) Fail($"{replica.Name} campaigns for epoch {replica.Epoch} with pre-votes of {count} of {replica.Log.Voters.Count} voters");
    }
}
