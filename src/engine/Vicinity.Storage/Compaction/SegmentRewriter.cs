using System.Buffers;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Rewrites one closed segment beside the old one, without the records that are not needed any more.</summary>
internal sealed class SegmentRewriter : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly LatestOffsets _latest;
    private readonly IReadOnlySet<long> _remembered;
    private readonly long _dropTombstonesBefore;
    private readonly int _indexInterval;
    private readonly IFile _file;
    private readonly Segment _segment;
    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly RecordBatchBuilder _builder = new(int.MaxValue);
    private readonly EmptyRun _empty = new();
    private long _flushed;

    /// <param name="file">An empty file; the caller's.</param>
    /// <param name="name">Name of the segment.</param>
    /// <param name="known">Base of the segment.</param>
    /// <param name="original">State of the segment with nothing but its base.</param>
    /// <param name="originalBytes">Size of the old segment.</param>
    /// <param name="latest">What supersedes what.</param>
    /// <param name="remembered">Base offsets of batches whose headers stay, whatever becomes of their records.</param>
    /// <param name="dropTombstonesBefore">Records without value go if their timestamp is older.</param>
    /// <param name="indexInterval">Distance of index entries, in bytes.</param>
    public SegmentRewriter(
        IFile file, SegmentName name, LogBase known, SegmentState original, long originalBytes, LatestOffsets latest, IReadOnlySet<long> remembered, long dropTombstonesBefore, int indexInterval)
    {
        _buffer = new ArrayBufferWriter<byte>((int)Math.Min(PieceBytes, originalBytes));
        _file = file;
        _latest = latest;
        _remembered = remembered;
        _dropTombstonesBefore = dropTombstonesBefore;
        _indexInterval = indexInterval;
        byte[] entry = BaseEntry.Build(known, original.Rewrites + 1, original.CreatedMs);
        _segment = new Segment(name, file, SegmentState.OfBase(known.Position, entry.Length, original.CreatedMs, original.Rewrites + 1));
        _buffer.Write(entry);
    }

    /// <summary>Records left out so far.</summary>
    public long Removed { get; private set; }

    /// <summary>Whether the new segment says less than the old one: records were left out, or headers that are not needed any more.</summary>
    public bool HasEffect { get; private set; }

    /// <summary>Takes in the next entry of the old segment.</summary>
    public void Add(ReadOnlySpan<byte> entry)
    {
        RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
        if (header.IsWidthZero())
        {
            FlushEmpty();
            _segment.NoteMarker(MarkerEntry.Parse(entry), Position);
            Put(entry, header.NextOffset);
            return;
        }
        ReadOnlySpan<byte> kept = header.RecordCount == 0 ? default : Filter(entry, header);
        if (kept.IsEmpty && header.HasProducer && _remembered.Contains(header.BaseOffset))
        {
            FlushEmpty();
            PutHeader(header);
            return;
        }
        if (kept.IsEmpty)
        {
            HasEffect |= header.HasProducer;
            if (!_empty.TryAdd(header))
            {
                FlushEmpty();
                _empty.TryAdd(header);
            }
            return;
        }
        FlushEmpty();
        PutData(kept);
    }

    /// <summary>Writes what is left, syncs, and returns the state of the new segment.</summary>
    public SegmentState Complete()
    {
        FlushEmpty();
        Flush();
        _file.Sync();
        _segment.Seal();
        return new SegmentState
        {
            Base = _segment.Base,
            BaseBytes = _segment.BaseBytes,
            CreatedMs = _segment.CreatedMs,
            Rewrites = _segment.Rewrites,
            LastEpoch = _segment.LastEpoch,
            EndOffset = _segment.EndOffset,
            Length = _segment.Length,
            MaxTimestamp = _segment.MaxTimestamp,
            EndsWithData = _segment.EndsWithData,
            Index = _segment.Index,
            Markers = _segment.Markers,
        };
    }

    public void Dispose() => _builder.Dispose();

    private long Position => _flushed + _buffer.WrittenCount;

    /// <summary>The batch as it was if all its records stay, a smaller one if some do, nothing if none does.</summary>
    private ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> batch, in RecordBatchHeader header)
    {
        try
        {
            _builder.Reset();
            _builder.BeginLike(header);
            using var records = new RecordReader(batch);
            while (records.MoveNext())
                if (Stays(records.Current)) _builder.TryAppend(records.Current);
            if (_builder.RecordCount == header.RecordCount) return batch;
            Removed += header.RecordCount - _builder.RecordCount;
            HasEffect = true;
            return _builder.IsEmpty ? default : _builder.Complete(header.Compression).Span;
        }
        catch (RecordFormatException)
        {
            return batch;
        }
    }

    private bool Stays(in Record record)
    {
        if (record.Key.IsNull) return true;
        if (_latest.IsSuperseded(record.Key.Span, record.Offset)) return false;
        // A deletion may go only when whatever it deletes has been looked for.
        return !record.Value.IsNull || record.Timestamp >= _dropTombstonesBefore || record.Offset >= _latest.CoveredTo;
    }

    private void FlushEmpty()
    {
        if (_empty.IsEmpty) return;
        byte[] batch = new byte[BatchLayout.HeaderBytes];
        _empty.Take(batch);
        PutData(batch);
    }

    /// <summary>Writes a batch's header alone, as an empty batch: what is known of its producer stays known to replicas that copy the log.</summary>
    private void PutHeader(in RecordBatchHeader header)
    {
        byte[] batch = new byte[BatchLayout.HeaderBytes];
        RecordBatch.WriteEmpty(batch, header);
        PutData(batch);
    }

    private void PutData(ReadOnlySpan<byte> batch)
    {
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header);
        _segment.NoteData(header, Position, _indexInterval);
        Put(batch, header.NextOffset);
    }

    private void Put(ReadOnlySpan<byte> entry, long nextOffset)
    {
        _buffer.Write(entry);
        _segment.Publish(nextOffset, Position);
        if (_buffer.WrittenCount >= PieceBytes) Flush();
    }

    private void Flush()
    {
        _file.Write(_buffer.WrittenSpan, _flushed);
        _flushed += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
