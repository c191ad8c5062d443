using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// A replica asks for what follows its log, and acknowledges with it that everything up to there is on its disk (rule D2).
/// </summary>
/// <param name="From">The replica that asks.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Position">End of its log.</param>
public readonly record struct FetchRequest(Voter From, int Epoch, LogPosition Position);

/// <summary>What a leader has to say to a <see cref="FetchRequest"/>.</summary>
public enum FetchVerdictKind
{
    /// <summary>Refused: see the error, epoch and leader.</summary>
    Refused,

    /// <summary>The log begins behind the position: take over the leader's base (rule T1a).</summary>
    Start,

    /// <summary>The position is not in the log: cut (rule T1c).</summary>
    Diverging,

    /// <summary>Entries behind the position, up to a bound; none yet: wait.</summary>
    Entries,
}

/// <summary>Answer of the state machine to a <see cref="FetchRequest"/>; the driver reads the entries themselves from the log.</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Error">For <see cref="FetchVerdictKind.Refused"/>.</param>
/// <param name="Epoch">Our epoch.</param>
/// <param name="LeaderId">Node that leads it, or -1.</param>
/// <param name="Position">Start: our base. Diverging: the largest epoch of ours at most that of the asker, and where it ends. Entries: the position that they may not pass (rule V4).</param>
public readonly record struct FetchVerdict(FetchVerdictKind Kind, QuorumError Error, int Epoch, int LeaderId, LogPosition Position);

/// <summary>A leader's answer as it reaches the replica that asked; kept together with what it asked (rule F2).</summary>
/// <param name="From">Node that answered.</param>
/// <param name="AskedEpoch">Epoch of the request.</param>
/// <param name="AskedPosition">Position of the request.</param>
/// <param name="Kind">Which kind of answer.</param>
/// <param name="Error">For a refusal.</param>
/// <param name="Epoch">Epoch of the answering replica.</param>
/// <param name="LeaderId">Leader that the answer names, or -1.</param>
/// <param name="Position">Start: the leader's base. Diverging: as in <see cref="FetchVerdict"/>.</param>
/// <param name="HighWatermark">The leader's high watermark; -1 when the answer tells none.</param>
/// <param name="HasEntries">Whether entries came with it; the driver holds them and carries out <see cref="AppendFetched"/> with them.</param>
public readonly record struct FetchAnswer(
    int From, int AskedEpoch, LogPosition AskedPosition, FetchVerdictKind Kind, QuorumError Error, int Epoch, int LeaderId, LogPosition Position, long HighWatermark, bool HasEntries);
