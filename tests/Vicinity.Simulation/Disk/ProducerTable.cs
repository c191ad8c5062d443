namespace Vicinity.Simulation;

/// <summary>What a log knows of its producers: the last five batches of each (rule I1). A function of base and entries. Not thread-safe.</summary>
internal sealed class ProducerTable
{
    /// <summary>How many batches of one producer are remembered, as in Kafka.</summary>
    public const int Remembered = 5;

    private readonly Dictionary<int, (int Sequence, int Width, long Offset)[]> _batches;

    public ProducerTable() => _batches = [];

    private ProducerTable(ProducerTable other) => _batches = new(other._batches);

    public ProducerTable Copy() => new(this);

    /// <summary>Takes note of a batch that was appended.</summary>
    public void Append(LogEntry batch)
    {
        (int, int, long)[] before = _batches.GetValueOrDefault(batch.Producer, []);
        int kept = Math.Min(before.Length, Remembered - 1);
        var after = new (int, int, long)[kept + 1];
        Array.Copy(before, before.Length - kept, after, 0, kept);
        after[kept] = (batch.Sequence, batch.Width, batch.Offset);
        _batches[batch.Producer] = after;
    }

    /// <summary>What to do with a batch that a producer sends.</summary>
    /// <param name="producer">The producer.</param>
    /// <param name="sequence">Sequence number of its first record.</param>
    /// <param name="offset">Offset of the remembered batch, for <see cref="ProducerVerdict.Duplicate"/>.</param>
    public ProducerVerdict Look(int producer, int sequence, out long offset)
    {
        offset = -1;
        if (!_batches.TryGetValue(producer, out (int Sequence, int Width, long Offset)[]? known)) return sequence == 0 ? ProducerVerdict.New : ProducerVerdict.OutOfOrder;
        foreach ((int Sequence, int Width, long Offset) batch in known)
        {
            if (batch.Sequence != sequence) continue;
            offset = batch.Offset;
            return ProducerVerdict.Duplicate;
        }
        (int Sequence, int Width, long Offset) last = known[^1];
        int expected = last.Sequence + last.Width;
        return sequence == expected ? ProducerVerdict.New : sequence < expected ? ProducerVerdict.TooOld : ProducerVerdict.OutOfOrder;
    }
}

/// <summary>How a producer's batch stands to what the log holds of that producer.</summary>
internal enum ProducerVerdict
{
    /// <summary>The next one: append it.</summary>
    New,

    /// <summary>Remembered: answer the offset it has.</summary>
    Duplicate,

    /// <summary>Older than what is remembered: refuse it.</summary>
    TooOld,

    /// <summary>A batch before it is missing: refuse it.</summary>
    OutOfOrder,
}
