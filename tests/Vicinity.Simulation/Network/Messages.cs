using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Something that travels. An answer carries what was asked: the asker keeps it with the request.</summary>
internal abstract record Message;

internal sealed record VoteAsked(VoteRequest Request) : Message;

internal sealed record VoteAnswered(VoteRequest Asked, VoteAnswer Answer) : Message;

internal sealed record EpochBegun(BeginEpoch Begin) : Message;

internal sealed record EpochEnded(Voter To, EndEpoch End) : Message;

internal sealed record EpochAnswered(Voter To, EpochAnswer Answer) : Message;

/// <param name="Request">Position and sender.</param>
/// <param name="Number">Tells the fetches of one node apart.</param>
/// <param name="HighWatermark">What the sender knows of it: a leader that knows more answers at once.</param>
internal sealed record FetchAsked(FetchRequest Request, long Number, long HighWatermark) : Message;

internal sealed record FetchAnswered(FetchAsked Asked, FetchVerdict Verdict, long HighWatermark, IReadOnlyList<LogEntry> Entries) : Message;

/// <summary>The leader still holds this Fetch (the empty answer of a session that many partitions share).</summary>
internal sealed record FetchHeld(Voter To, long Number, int Epoch) : Message;

/// <summary>The replica still waits for this Fetch (the next request of the session).</summary>
internal sealed record FetchStillWaits(Voter From, long Number, int Epoch) : Message;

internal sealed record BaseAsked(Voter From, int Epoch, LogPosition Position) : Message;

internal sealed record BaseAnswered(BaseAsked Asked, LogBase? Base) : Message;

/// <summary>A node's table of leaders.</summary>
internal sealed record LeaderTold(int LeaderId, int Epoch) : Message;

/// <param name="Producer">The producer.</param>
/// <param name="Sequence">Of the first record.</param>
/// <param name="Width">Records.</param>
/// <param name="Label">Name in drawings.</param>
internal sealed record ProduceAsked(int Producer, int Sequence, int Width, string Label) : Message;

/// <param name="Asked">The batch.</param>
/// <param name="Error">None: acknowledged.</param>
/// <param name="Offset">Of its first record.</param>
/// <param name="LeaderId">Who leads, as far as the node knows, or -1.</param>
internal sealed record ProduceAnswered(ProduceAsked Asked, ClientError Error, long Offset, int LeaderId) : Message;

internal sealed record ReadAsked(int Reader, long Offset) : Message;

internal sealed record ReadAnswered(ReadAsked Asked, ClientError Error, long LogStart, int LeaderId, IReadOnlyList<LogEntry> Batches) : Message;

/// <summary>Refusals that clients get.</summary>
internal enum ClientError
{
    None,
    NotLeader,
    OutOfOrderSequence,
    DuplicateSequence,
    OffsetOutOfRange,
    Busy,
}
