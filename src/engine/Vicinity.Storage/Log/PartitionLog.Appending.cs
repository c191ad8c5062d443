using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

public sealed partial class PartitionLog
{
    /// <summary>Begins an epoch. Not on disk before the next <see cref="Sync"/>.</summary>
    /// <param name="epoch">Above the last epoch.</param>
    /// <param name="leaderId">Node that leads it.</param>
    /// <param name="voters">The whole voter set in force from here on.</param>
    /// <param name="timestampMs">The leader's clock.</param>
    public EpochMarker AppendMarker(int epoch, int leaderId, IReadOnlyList<Voter> voters, long timestampMs)
    {
        _fault.ThrowIfSet();
        LogPosition end = End;
        if (epoch <= end.Epoch) throw new ArgumentOutOfRangeException(nameof(epoch), epoch, $"a marker's epoch must be above the last one, {end.Epoch}");
        var marker = new EpochMarker(epoch, end.Offset, leaderId, timestampMs, [.. voters]);
        byte[] entry = MarkerEntry.Build(marker);

        Segment segment = _segments.Active;
        long position = segment.Length;
        Write(segment, entry, position);
        segment.NoteMarker(marker, position);
        Producers.Advance(timestampMs);
        Volatile.Write(ref _markers, [.. _markers, marker]);
        Publish(segment, new LogPosition(epoch, end.Offset), position + entry.Length);
        return marker;
    }

    /// <summary>
    /// Appends one or more whole data batches that the caller has validated: gives them the next offsets and the epoch in place
    /// (both outside the checksum) and writes them in one call. Not on disk before the next <see cref="Sync"/>.
    /// </summary>
    /// <param name="batches">Batches of format v2, one behind the other; changed.</param>
    /// <param name="epoch">The epoch that the last marker began.</param>
    /// <returns>Offset of the first record.</returns>
    /// <exception cref="ArgumentException">Not whole batches, or one above <see cref="LogOptions.MaxBatchBytes"/>; nothing was appended.</exception>
    /// <exception cref="DiskFullException">There was no room; the log has failed.</exception>
    public long Append(Span<byte> batches, int epoch)
    {
        _fault.ThrowIfSet();
        LogPosition end = End;
        if (epoch != end.Epoch || epoch == 0)
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, $"data must be of the epoch that the last marker began, {end.Epoch}");
        Stamp(batches, end);
        RollIfDue(batches.Length);

        Segment segment = _segments.Active;
        long position = segment.Length;
        Write(segment, batches, position);
        int interval = _options.IndexIntervalBytes;
        long next = end.Offset;
        for (int at = 0; at < batches.Length;)
        {
            RecordBatchHeader.TryRead(batches[at..], out RecordBatchHeader header);
            segment.NoteData(header, position + at, interval);
            Producers.Update(header);
            next = header.NextOffset;
            at += header.SizeInBytes;
        }
        Publish(segment, new LogPosition(epoch, next), position + batches.Length);
        return end.Offset;
    }

    /// <summary>
    /// Returns when everything appended before the call is on disk, and how far that is. Appends go on meanwhile; what they add
    /// is for the next call.
    /// </summary>
    /// <exception cref="IOException">The sync failed: nothing is known of what was appended since the last one, and the log has failed.</exception>
    public LogPosition Sync()
    {
        lock (_syncing)
        {
            _fault.ThrowIfSet();
            Segment segment;
            LogPosition end;
            lock (_positions)
            {
                end = _end;
                if (end == _syncedEnd) return end;
                segment = _segments.Active;
            }
            _fault.Guard(segment.File.Sync);
            return PublishSynced(end);
        }
    }

    /// <summary>Closes the active segment and begins the next, unless no data batch is its last entry: a base never stands directly behind a marker.</summary>
    public void Roll()
    {
        _fault.ThrowIfSet();
        Segment closed = _segments.Active;
        if (!closed.EndsWithData) return;
        LogPosition end = closed.End;
        lock (_syncing)
        {
            _fault.ThrowIfSet();
            _fault.Guard(closed.File.Sync);
            PublishSynced(end);
        }

        Segment? next = null;
        var known = new LogBase(end, Voters, Producers.Snapshot());
        _fault.Guard(() => next = _folder.Create(new SegmentName(closed.Name.Generation, end.Offset), known, NowMs));
        closed.Seal();
        _folder.WriteIndex(closed);
        lock (_positions) _segments.Change(all => [.. all, next!], _options.ReaderGrace);
    }

    private void RollIfDue(int bytes)
    {
        Segment active = _segments.Active;
        if (!active.EndsWithData) return;
        LogOptions options = _options;
        bool full = active.Length + bytes > options.SegmentBytes;
        if (full || NowMs - active.CreatedMs > options.SegmentAge.TotalMilliseconds) Roll();
    }

    private void Stamp(Span<byte> batches, LogPosition end)
    {
        if (batches.IsEmpty) throw new ArgumentException("there is no batch to append", nameof(batches));
        int maxBytes = _options.MaxBatchBytes;
        long next = end.Offset;
        for (int at = 0; at < batches.Length;)
        {
            Span<byte> batch = batches[at..];
            if (!RecordBatchHeader.TryRead(batch, out RecordBatchHeader header) || header.SizeInBytes > batch.Length
                || header.Magic != BatchLayout.Magic || header.LastOffsetDelta < 0 || header.IsControl)
                throw new ArgumentException($"no whole data batch begins at byte {at} of {batches.Length}", nameof(batches));
            if (header.SizeInBytes > maxBytes)
                throw new ArgumentException($"a batch has {header.SizeInBytes} bytes, at most {maxBytes} are allowed", nameof(batches));
            RecordBatch.SetBaseOffset(batch, next);
            RecordBatch.SetLeaderEpoch(batch, end.Epoch);
            next += header.LastOffsetDelta + 1;
            at += header.SizeInBytes;
        }
    }

    private void Write(Segment segment, ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            segment.File.Write(bytes, position);
        }
        catch (Exception e)
        {
            _fault.Set(e);
            throw;
        }
    }

    private void Publish(Segment segment, LogPosition end, long length)
    {
        segment.Publish(end.Offset, length);
        lock (_positions) _end = end;
    }

    private LogPosition PublishSynced(LogPosition end)
    {
        lock (_positions)
        {
            if (end > _syncedEnd) _syncedEnd = end;
            return _syncedEnd;
        }
    }
}
