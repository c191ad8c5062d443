using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// One file of the log: a base, then entries. One writer extends it. Readers on other threads take <see cref="Length"/> first;
/// what the other members then say covers at least that length.
/// </summary>
internal sealed class Segment : IDisposable
{
    private const int SealedIndexStep = 16;

    private SparseIndex _index;
    private MarkerPlace[] _markers;
    private long _length;
    private long _endOffset;
    private long _lastIndexed;

    public Segment(SegmentName name, IFile file, SegmentState state)
    {
        Name = name;
        File = file;
        Base = state.Base;
        BaseBytes = state.BaseBytes;
        CreatedMs = state.CreatedMs;
        Rewrites = state.Rewrites;
        LastEpoch = state.LastEpoch;
        MaxTimestamp = state.MaxTimestamp;
        EndsWithData = state.EndsWithData;
        _index = state.Index;
        _markers = state.Markers;
        _endOffset = state.EndOffset;
        _length = state.Length;
        ReadOnlySpan<IndexEntry> entries = _index.Entries;
        _lastIndexed = entries.IsEmpty ? long.MinValue : entries[^1].Position;
    }

    public SegmentName Name { get; }

    public IFile File { get; }

    /// <summary>Position of the log before the segment's first entry.</summary>
    public LogPosition Base { get; }

    /// <summary>Size of the base, and so the place of the first entry.</summary>
    public long BaseBytes { get; }

    public long CreatedMs { get; }

    public int Rewrites { get; }

    /// <summary>Bytes of whole entries; readers take it before anything else.</summary>
    public long Length => Volatile.Read(ref _length);

    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>Epoch of the last entry, or of the base.</summary>
    public int LastEpoch { get; private set; }

    public LogPosition End => new(LastEpoch, EndOffset);

    /// <summary>Largest timestamp of a data batch; <see cref="long.MinValue"/> if there is none.</summary>
    public long MaxTimestamp { get; private set; }

    /// <summary>True if a data batch is the last entry: only then may the next segment begin.</summary>
    public bool EndsWithData { get; private set; }

    public SparseIndex Index => Volatile.Read(ref _index);

    public MarkerPlace[] Markers => Volatile.Read(ref _markers);

    /// <summary>Takes note of a data batch that lies at a position of the file; not yet visible to readers.</summary>
    public void NoteData(in RecordBatchHeader header, long position, int indexInterval)
    {
        if (_lastIndexed == long.MinValue || position - _lastIndexed >= indexInterval)
        {
            _index.Add(new IndexEntry(header.BaseOffset, position, MaxTimestamp));
            _lastIndexed = position;
        }
        if (header.MaxTimestamp > MaxTimestamp) MaxTimestamp = header.MaxTimestamp;
        EndsWithData = true;
    }

    /// <summary>Takes note of a marker that lies at a position of the file; not yet visible to readers.</summary>
    public void NoteMarker(EpochMarker marker, long position)
    {
        Volatile.Write(ref _markers, [.. _markers, new MarkerPlace(marker, position)]);
        LastEpoch = marker.Epoch;
        EndsWithData = false;
    }

    /// <summary>Lets readers see all entries noted: the end offset first, so that it is never behind the length that a reader has taken.</summary>
    public void Publish(long endOffset, long length)
    {
        Volatile.Write(ref _endOffset, endOffset);
        Volatile.Write(ref _length, length);
    }

    /// <summary>Closed segments are many and read in order, so a coarser index is enough for them.</summary>
    public void Seal() => Volatile.Write(ref _index, _index.Thinned(SealedIndexStep));

    public void Dispose() => File.Dispose();
}
