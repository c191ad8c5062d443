using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

internal sealed partial class Replica
{
    private const int InSyncCacheMs = 20;
    private static readonly TimeSpan s_voterPause = TimeSpan.FromMilliseconds(10);

    private long _inSyncAtMs = -InSyncCacheMs;
    private int _inSync;

    /// <summary>
    /// Leader: how many replicas, itself included, have what was appended a moment ago; never fewer than it needs to go on. A few milliseconds old at most.
    /// </summary>
    public int CountInSync()
    {
        long now = ReplicaContext.NowMs;
        if (now - Volatile.Read(ref _inSyncAtMs) < InSyncCacheMs) return Volatile.Read(ref _inSync);
        AskForHeartbeats();
        lock (_gate)
        {
            int count = 1;
            foreach (ReplicaProgress other in _driver?.Progress ?? [])
            {
                if (other.IsVoter && IsInSync(other, now)) count++;
            }

            count = Math.Max(count, Math.Min(Voters.Count, (Voters.Count / 2) + 1));
            Volatile.Write(ref _inSync, count);
            Volatile.Write(ref _inSyncAtMs, now);
            return count;
        }
    }

    /// <summary>What is known of the quorum.</summary>
    public ReplicaDescription Describe()
    {
        AskForHeartbeats();
        IReadOnlyList<ReplicaProgress> progress;
        long now = ReplicaContext.NowMs;
        long wall = _context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate) progress = IsServing ? _driver!.Progress : [];
        Leadership leadership = Leadership;
        bool leads = leadership.Role == QuorumRole.Leader;
        long Wall(long monotonic) => monotonic < 0 ? -1 : wall - (now - monotonic);
        ReplicaState State(ReplicaProgress p) => new(p.Replica, p.Acknowledged?.Offset ?? -1, Wall(p.LastFetchMs), Wall(p.LastCaughtUpMs));

        var voters = new List<ReplicaState>();
        var inSync = new List<int>();
        foreach (Voter voter in Voters)
        {
            ReplicaProgress known = progress.FirstOrDefault(p => p.Replica == voter);
            if (voter == Self && leads)
            {
                voters.Add(new ReplicaState(voter, Log.End.Offset, wall, wall));
                inSync.Add(voter.NodeId);
            }
            else if (known.Replica == voter)
            {
                voters.Add(State(known));
                if (IsInSync(known, now)) inSync.Add(voter.NodeId);
            }
            else
            {
                voters.Add(new ReplicaState(voter, voter == Self ? Log.End.Offset : -1, -1, -1));
            }
        }

        return new ReplicaDescription(
            leadership.LeaderId, leadership.Epoch, HighWatermark, voters, [.. progress.Where(p => !p.IsVoter).Select(State)], inSync);
    }

    /// <summary>Leader: makes a replica that follows a voter, when it has caught up. None when the changed set is committed, or it is a voter already.</summary>
    /// <returns>NotLeaderOrFollower when this node does not lead, or no longer; RequestTimedOut when it was not done in time and may be tried again.</returns>
    public Task<ErrorCode> AddVoterAsync(Voter voter, TimeSpan timeout) =>
        ChangeVotersAsync(voters => voters.Contains(voter) ? null : [.. voters, voter], timeout);

    /// <summary>Leader: takes a voter's vote away. A leader that is to be removed hands over first, and answers NotLeaderOrFollower: its successor is to be asked.</summary>
    public async Task<ErrorCode> RemoveVoterAsync(Voter voter, TimeSpan timeout)
    {
        if (voter == Self)
        {
            if (Role != QuorumRole.Leader || !Voters.Contains(voter)) return Role == QuorumRole.Leader ? ErrorCode.None : ErrorCode.NotLeaderOrFollower;
            if (Voters.Count == 1) return ErrorCode.InvalidRequest;
            Resign(null);
            return ErrorCode.NotLeaderOrFollower;
        }

        return await ChangeVotersAsync(voters => voters.Contains(voter) ? [.. voters.Where(v => v != voter)] : null, timeout).ConfigureAwait(false);
    }

    /// <summary>Changes the set of voters, waiting and trying again until it is committed or the time is over. Each try begins from the set then in force.</summary>
    private async Task<ErrorCode> ChangeVotersAsync(Func<IReadOnlyList<Voter>, IReadOnlyList<Voter>?> change, TimeSpan timeout)
    {
        long until = ReplicaContext.NowMs + (long)timeout.TotalMilliseconds;
        while (true)
        {
            if (ServiceError is var service and not ErrorCode.None) return service;
            Leadership leadership = Leadership;
            if (!leadership.Holds) return ErrorCode.NotLeaderOrFollower;
            if (!leadership.IsChanging)
            {
                if (change(Voters) is not { } wanted)
                {
                    // The set is in force; it counts for the next change when its marker is committed.
                    if (leadership.IsCurrent) return ErrorCode.None;
                }
                else
                {
                    VoterChangeVerdict verdict = VoterChangeVerdict.NotLeader;
                    AskForHeartbeats();
                    Drive((quorum, now, actions) => verdict = quorum.ChangeVoters(wanted, now, actions));
                    if (verdict == VoterChangeVerdict.Invalid) return ErrorCode.InvalidRequest;
                }
            }

            if (ReplicaContext.NowMs >= until) return ErrorCode.RequestTimedOut;
            await Task.Delay(s_voterPause).ConfigureAwait(false);
        }
    }

    private bool IsInSync(in ReplicaProgress other, long now) => other.LastCaughtUpMs >= 0 && now - other.LastCaughtUpMs <= _context.InSyncMs;
}
