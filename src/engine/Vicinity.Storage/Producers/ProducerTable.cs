using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// What a log knows of the idempotent producers that write to it (KIP-98, window of five batches). A function of the log's base
/// and entries alone, so every replica has the same. Time is the log's own, taken from its timestamps; one timestamp can move it
/// on by an hour at most, so that a single wrong clock does not make all other producers look idle. To be used by the log's appender only.
/// </summary>
public sealed class ProducerTable
{
    private const long MaxTimeStepMs = 3_600_000;

    private readonly Dictionary<long, Producer> _producers = [];
    private LogOptions _options;
    private long _logTimeMs;

    internal ProducerTable(LogOptions options) => _options = options;

    internal LogOptions Options
    {
        set => _options = value;
    }

    /// <summary>Producers remembered, idle ones included until the next segment begins.</summary>
    public int Count => _producers.Count;

    /// <summary>Judges a batch of an idempotent producer before it is appended; changes nothing.</summary>
    /// <param name="header">The batch's header; without a producer there is nothing to judge.</param>
    public ProducerVerdict Check(in RecordBatchHeader header)
    {
        if (!header.HasProducer || !_producers.TryGetValue(header.ProducerId, out Producer? known) || IsIdle(known)) return new(ProducerVerdictKind.Append);
        int last = known.Last.LastSequence;
        if (header.ProducerEpoch < known.Epoch) return new(ProducerVerdictKind.InvalidProducerEpoch, LastSequence: last);
        if (header.ProducerEpoch > known.Epoch)
            return new(header.BaseSequence == 0 ? ProducerVerdictKind.Append : ProducerVerdictKind.OutOfOrderSequence, LastSequence: last);

        for (int i = 0; i < known.Count; i++)
        {
            ProducerBatch batch = known[i];
            if (batch.FirstSequence == header.BaseSequence && batch.LastSequence == header.LastSequence)
                return new(ProducerVerdictKind.Duplicate, batch.BaseOffset, batch.NextOffset, last);
        }
        return new(header.BaseSequence == known.Last.NextSequence ? ProducerVerdictKind.Append : ProducerVerdictKind.OutOfOrderSequence, LastSequence: last);
    }

    /// <summary>Takes note of a batch that is in the log.</summary>
    internal void Update(in RecordBatchHeader header)
    {
        Advance(header.MaxTimestamp);
        if (!header.HasProducer || header.BaseSequence < 0) return;
        var batch = new ProducerBatch(header.BaseSequence, header.LastSequence, header.BaseOffset);
        if (!_producers.TryGetValue(header.ProducerId, out Producer? producer))
        {
            if (_producers.Count >= _options.MaxProducers) MakeRoom();
            producer = new Producer(header.ProducerEpoch);
            _producers.Add(header.ProducerId, producer);
        }
        producer.Add(header.ProducerEpoch, batch);
        producer.LastLogTimeMs = _logTimeMs;
    }

    internal void Advance(long timestampMs)
    {
        if (timestampMs > _logTimeMs) _logTimeMs = _logTimeMs == 0 ? timestampMs : Math.Min(timestampMs, _logTimeMs + MaxTimeStepMs);
    }

    /// <summary>Forgets the idle ones and returns the others in the form that a base carries.</summary>
    internal ProducerSnapshot Snapshot()
    {
        ForgetIdle();
        return ProducerSnapshot.Of(_producers, _logTimeMs);
    }

    /// <summary>Base offsets of all batches that it remembers: compaction leaves their headers, or a replica that copies the log would know less.</summary>
    internal HashSet<long> RememberedOffsets()
    {
        var offsets = new HashSet<long>(_producers.Count * 2);
        foreach (Producer producer in _producers.Values)
        {
            if (IsIdle(producer)) continue;
            for (int i = 0; i < producer.Count; i++) offsets.Add(producer[i].BaseOffset);
        }
        return offsets;
    }

    internal void Reset(ProducerSnapshot snapshot)
    {
        _producers.Clear();
        _logTimeMs = snapshot.LogTimeMs;
        snapshot.Fill(_producers);
    }

    private bool IsIdle(Producer producer) => _logTimeMs - producer.LastLogTimeMs > _options.ProducerIdle.TotalMilliseconds;

    private void ForgetIdle()
    {
        foreach (long id in _producers.Where(p => IsIdle(p.Value)).Select(p => p.Key).ToArray()) _producers.Remove(id);
    }

    /// <summary>
    /// The idle ones go first: they count as forgotten already, and replicas that began segments at other places may hold fewer of them.
    /// Then a sixteenth of the bound at once; which ones depends on the log alone.
    /// </summary>
    private void MakeRoom()
    {
        ForgetIdle();
        if (_producers.Count < _options.MaxProducers) return;
        int count = Math.Max(1, _options.MaxProducers / 16);
        foreach (long id in _producers.OrderBy(p => p.Value.Last.BaseOffset).Take(count).Select(p => p.Key).ToArray()) _producers.Remove(id);
    }
}
