using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Comparison of logs in votes (rules E2, E4). Pure.</summary>
internal static class VoteRules
{
    /// <summary>A request that no replica can have sent: the log of a candidate ends before the epoch that it asks for.</summary>
    public static bool IsSound(in VoteRequest request) =>
        request.Epoch >= 0 && request.LogEnd.Epoch >= 0 && request.LogEnd.Offset >= 0
        && (request.IsPreVote ? request.LogEnd.Epoch <= request.Epoch : request.LogEnd.Epoch < request.Epoch);

    /// <summary>Whether a candidate's log holds at least what the voter's holds, synced or not: epoch first, then offset.</summary>
    public static bool IsUpToDate(LogPosition candidate, IQuorumLog log)
    {
        if (Planted.Is(PlantedFault.AcceptShorterLog)) return true;
        if (Planted.Is(PlantedFault.VotesCompareOffsetsOnly)) return candidate.Offset >= log.End.Offset;
        return candidate >= End(log);
    }

    /// <summary>The end of a log as votes see it: of its last entry, marker or data.</summary>
    public static LogPosition End(IQuorumLog log)
    {
        LogPosition end = log.End;
        while (Planted.Is(PlantedFault.MarkerIsNoLastEntryInVotes) && end.Epoch > log.Base.Epoch)
        {
            LogPosition before = log.EndOfEpochAtMost(end.Epoch - 1);
            if (before.Offset != end.Offset || before >= end) break;
            end = before;
        }
        return end;
    }
}
