namespace Vicinity.Consensus;

/// <summary>All times of a quorum, in milliseconds of a monotonic clock; section "Timers" of docs/consensus.md. Immutable.</summary>
public sealed record QuorumTimers
{
    /// <summary>A follower or unattached voter that hears no leader for this long, plus a random part, asks for pre-votes.</summary>
    public int FetchTimeoutMs { get; init; } = 250;

    /// <summary>Random part of <see cref="FetchTimeoutMs"/>: uniform below this.</summary>
    public int FetchTimeoutJitterMs { get; init; } = 100;

    /// <summary>How much longer the voters of a partition wait that never had a leader: the controller is about to tell one of them to <see cref="QuorumReplica.Campaign"/>.</summary>
    public int FirstLeaderMs { get; init; }

    /// <summary>After the connection to the leader was lost: pre-vote after a random time below this.</summary>
    public int LeaderLostJitterMs { get; init; } = 20;

    /// <summary>Vote and BeginQuorumEpoch are sent again after this, doubling up to <see cref="MaxResendMs"/>.</summary>
    public int ResendMs { get; init; } = 20;

    /// <summary>Longest time between two sendings.</summary>
    public int MaxResendMs { get; init; } = 200;

    /// <summary>A pre-vote or candidacy without result is given up after this, plus a random part as long; after a refusal sooner.</summary>
    public int CandidacyMs { get; init; } = 150;

    /// <summary>Longest random pause after failed candidacies; it doubles from twice <see cref="LeaderLostJitterMs"/>.</summary>
    public int MaxBackoffMs { get; init; } = 1000;

    /// <summary>A leader that has not heard a majority for this long stops leading (check-quorum).</summary>
    public int CheckQuorumMs { get; init; } = 350;

    /// <summary>A voter change that has not won its election after this is given up.</summary>
    public int VoterChangeMs { get; init; } = 150;

    /// <summary>The same times over long distances.</summary>
    public QuorumTimers Scaled(int factor) => new()
    {
        FetchTimeoutMs = FetchTimeoutMs * factor,
        FetchTimeoutJitterMs = FetchTimeoutJitterMs * factor,
        FirstLeaderMs = FirstLeaderMs * factor,
        LeaderLostJitterMs = LeaderLostJitterMs * factor,
        ResendMs = ResendMs * factor,
        MaxResendMs = MaxResendMs * factor,
        CandidacyMs = CandidacyMs * factor,
        MaxBackoffMs = MaxBackoffMs * factor,
        CheckQuorumMs = CheckQuorumMs * factor,
        VoterChangeMs = VoterChangeMs * factor,
    };
}
