using Vicinity.Consensus;

namespace Vicinity.Simulation;

/// <summary>Says in words what messages and actions are.</summary>
internal static class Words
{
    public static string Of(QuorumRole role) => role switch
    {
        QuorumRole.Unattached => "unattached",
        QuorumRole.Follower => "follower",
        QuorumRole.Prospective => "prospective (asks for pre-votes)",
        QuorumRole.Candidate => "candidate",
        _ => "LEADER",
    };

    public static string Of(QuorumAction action, Simulation sim) => action switch
    {
        RecordVote a => $"record epoch {a.Epoch}, {(a.Voted is { } voted ? "vote for " + sim.NameOf(voted) : "no vote")}",
        AppendMarker a => $"append marker m{a.Epoch} with voters {sim.NamesOf(a.Voters)}",
        AppendFetched => "append what it fetched",
        CutLog a => $"cut its log to {a.End}",
        FetchBase a => $"get the base {a.Base} of {sim.Nodes.NameOf(a.LeaderId)}",
        TakeBase a => $"take the base {a.Base}",
        SendFetch a => $"fetch from {sim.Nodes.NameOf(a.NodeId)}",
        SendVote a => $"ask {sim.NameOf(a.Request.Addressee)} for a {(a.Request.IsPreVote ? "pre-vote" : "vote")}",
        SendBeginEpoch a => $"tell {sim.NameOf(a.Message.Addressee)} that it leads",
        SendEndEpoch a => $"tell {sim.NameOf(a.To)} that it stops leading",
        StopReplica a => $"stop: {a.Reason}",
        _ => action.ToString(),
    };

    public static string Of(Message message, Simulation sim) => message switch
    {
        VoteAsked m => $"{(m.Request.IsPreVote ? "Pre-vote?" : "Vote?")} epoch {m.Request.Epoch}, log end {m.Request.LogEnd}",
        VoteAnswered m => $"{(m.Answer.IsGranted ? "granted" : "refused")} {(m.Asked.IsPreVote ? "pre-vote" : "vote")} of epoch {m.Asked.Epoch} (own epoch {m.Answer.Epoch}{Error(m.Answer.Error)})",
        EpochBegun m => $"BeginQuorumEpoch {m.Begin.Epoch}",
        EpochEnded m => $"EndQuorumEpoch {m.End.Epoch}, successors {sim.NamesOf(m.End.Successors)}",
        EpochAnswered m => $"answer: epoch {m.Answer.Epoch}, leader {sim.Nodes.NameOf(m.Answer.LeaderId)}{Error(m.Answer.Error)}",
        FetchAsked m => $"Fetch from {m.Request.Position} in epoch {m.Request.Epoch}",
        FetchAnswered m => m.Verdict.Kind switch
        {
            FetchVerdictKind.Entries => $"answer to {m.Asked.Request.Position}: {(m.Entries.Count == 0 ? "nothing new" : string.Join(' ', m.Entries.Select(e => e.Label)))}, high watermark {m.HighWatermark}",
            FetchVerdictKind.Diverging => $"answer to {m.Asked.Request.Position}: diverging {m.Verdict.Position}",
            FetchVerdictKind.Start => $"answer to {m.Asked.Request.Position}: start at {m.Verdict.Position}",
            _ => $"answer to {m.Asked.Request.Position}: refused, epoch {m.Verdict.Epoch}, leader {sim.Nodes.NameOf(m.Verdict.LeaderId)}{Error(m.Verdict.Error)}",
        },
        FetchHeld m => $"still holding your Fetch, epoch {m.Epoch}",
        FetchStillWaits m => $"still waiting, epoch {m.Epoch}",
        BaseAsked m => $"base {m.Position}?",
        BaseAnswered m => m.Base is { } b ? $"base {b.Position} with voters {sim.NamesOf(b.Voters)}" : "no such base",
        LeaderTold m => $"{sim.Nodes.NameOf(m.LeaderId)} leads epoch {m.Epoch}",
        ProduceAsked m => $"Produce {m.Label} (sequence {m.Sequence}, {m.Width} records)",
        ProduceAnswered m => m.Error == ClientError.None ? $"{m.Asked.Label} is stored at {m.Offset}" : $"{m.Asked.Label}: {m.Error}, leader {sim.Nodes.NameOf(m.LeaderId)}",
        ReadAsked m => $"Read from {m.Offset}",
        ReadAnswered m => $"read: {string.Join(' ', m.Batches.Select(b => b.Label))}",
        _ => message.ToString(),
    };

    private static string Error(QuorumError error) => error == QuorumError.None ? "" : ", " + error;
}
