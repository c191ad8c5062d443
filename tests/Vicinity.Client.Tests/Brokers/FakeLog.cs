using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

/// <summary>A partition's log as a broker keeps it: appends by the rules of idempotent producers, serves whole batches.</summary>
internal sealed class FakeLog
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _batches = [];
    private readonly Dictionary<(long Id, short Epoch), List<(int First, int Last, long Offset)>> _producers = [];

    public long EndOffset { get; private set; }

    /// <summary>Whether a repeated batch is told by DUPLICATE_SEQUENCE_NUMBER instead of success.</summary>
    public bool NamesDuplicates { get; set; }

    /// <summary>Appends a batch, or says why not.</summary>
    public (ErrorCode Code, long BaseOffset) Append(ReadOnlyMemory<byte> batch)
    {
        lock (_gate)
        {
            BatchFault fault = ProducedBatch.Validate(batch.Span, int.MaxValue, out RecordBatchHeader header, out _);
            if (fault != BatchFault.None) return (ErrorCode.CorruptMessage, -1);
            if (header.HasProducer)
            {
                if (!_producers.TryGetValue((header.ProducerId, header.ProducerEpoch), out List<(int First, int Last, long Offset)>? known))
                    _producers[(header.ProducerId, header.ProducerEpoch)] = known = [];
                int repeated = known.FindIndex(k => k.First == header.BaseSequence && k.Last == header.LastSequence);
                if (repeated >= 0) return NamesDuplicates ? (ErrorCode.DuplicateSequenceNumber, -1) : (ErrorCode.None, known[repeated].Offset);
                int expected = known.Count == 0 ? 0 : RecordBatchHeader.AddToSequence(known[^1].Last, 1);
                if (header.BaseSequence != expected) return (ErrorCode.OutOfOrderSequenceNumber, -1);
                known.Add((header.BaseSequence, header.LastSequence, EndOffset));
                if (known.Count > 5) known.RemoveAt(0);
            }
            return (ErrorCode.None, AppendUnchecked(batch));
        }
    }

    /// <summary>Appends bytes of a batch as they are, with the next offset.</summary>
    public long AppendUnchecked(ReadOnlyMemory<byte> batch)
    {
        lock (_gate)
        {
            byte[] copy = batch.ToArray();
            RecordBatch.SetBaseOffset(copy, EndOffset);
            RecordBatchHeader.TryRead(copy, out RecordBatchHeader header).ShouldBeTrue();
            _batches.Add(copy);
            EndOffset = header.NextOffset;
            return header.BaseOffset;
        }
    }

    /// <summary>Forgets all producers, as a broker whose state is lost.</summary>
    public void ForgetProducers()
    {
        lock (_gate) _producers.Clear();
    }

    /// <summary>The batches from the one that contains an offset on.</summary>
    public byte[] Read(long offset, int maxBytes)
    {
        lock (_gate)
        {
            var run = new List<byte>();
            foreach (byte[] batch in _batches)
            {
                RecordBatchHeader.TryRead(batch, out RecordBatchHeader header).ShouldBeTrue();
                if (header.NextOffset <= offset) continue;
                if (run.Count > 0 && run.Count + batch.Length > maxBytes) break;
                run.AddRange(batch);
            }
            return [.. run];
        }
    }

    /// <summary>All values, in order.</summary>
    public List<string> Values()
    {
        var values = new List<string>();
        foreach (byte[] batch in _batches)
        {
            using var reader = new RecordReader(batch);
            while (reader.MoveNext()) values.Add(System.Text.Encoding.UTF8.GetString(reader.Current.Value.Span));
        }
        return values;
    }
}
