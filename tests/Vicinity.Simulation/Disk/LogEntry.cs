using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// One entry of a log: a batch of records, or a marker. Made once, by the leader of its epoch; all logs that hold it share the object, so
/// "the same entry" is the same reference. Immutable.
/// </summary>
internal sealed class LogEntry
{
    private LogEntry(int epoch, long offset, int width, int leaderId, IReadOnlyList<Voter>? voters, int producer, int sequence, string label, long wallMs)
    {
        Epoch = epoch;
        Offset = offset;
        Width = width;
        LeaderId = leaderId;
        Voters = voters;
        Producer = producer;
        Sequence = sequence;
        Label = label;
        WallMs = wallMs;
    }

    public int Epoch { get; }

    public long Offset { get; }

    /// <summary>Number of records; 0 for a marker.</summary>
    public int Width { get; }

    /// <summary>Node that made it.</summary>
    public int LeaderId { get; }

    /// <summary>Voter set that a marker carries; null for a batch.</summary>
    public IReadOnlyList<Voter>? Voters { get; }

    /// <summary>Producer of a batch, or -1.</summary>
    public int Producer { get; }

    /// <summary>Sequence number of the batch's first record, or -1.</summary>
    public int Sequence { get; }

    /// <summary>Name in drawings: <c>m3</c> for the marker of epoch 3, letters for batches.</summary>
    public string Label { get; }

    /// <summary>The leader's wall clock when it was made; nothing may depend on it.</summary>
    public long WallMs { get; }

    public bool IsMarker => Voters is not null;

    /// <summary>Position behind it.</summary>
    public LogPosition Position => new(Epoch, Offset + Width);

    public static LogEntry Marker(int epoch, long offset, int leaderId, IReadOnlyList<Voter> voters, long wallMs = 0) =>
        new(epoch, offset, 0, leaderId, voters, -1, -1, "m" + epoch, wallMs);

    public static LogEntry Batch(int epoch, long offset, int width, int leaderId, int producer, int sequence, string label, long wallMs = 0) =>
        new(epoch, offset, width, leaderId, null, producer, sequence, label, wallMs);

    public override string ToString() => $"{Label}({Epoch}, {Offset})";
}
