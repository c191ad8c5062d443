using Vicinity.Model;

namespace Vicinity.Storage;

public sealed partial class PartitionLog
{
    private readonly Lock _structure = new();

    /// <summary>Hides all records before an offset from clients; on disk when it returns. Never moves back.</summary>
    /// <param name="offset">At most the log end.</param>
    /// <exception cref="OffsetOutOfRangeException">The offset is behind the log end.</exception>
    public void SetLogStart(long offset)
    {
        _fault.ThrowIfSet();
        long end = End.Offset;
        if (offset < 0 || offset > end) throw new OffsetOutOfRangeException(offset, LogStartOffset, end);
        if (offset <= LogStartOffset) return;
        LogStartFile.Write(_folder, offset);
        Volatile.Write(ref _wantedLogStart, offset);
    }

    /// <summary>
    /// Removes whole segments from the front: those that lie before <see cref="LogStartOffset"/>, are too old, or too much. Never
    /// the active one, and nothing that is not below the high watermark; an active segment that is too old as a whole is closed first.
    /// </summary>
    /// <returns>How many were removed.</returns>
    public int DeleteSegments(RetentionLimits limits, long highWatermark, long nowMs)
    {
        // On a full disk old segments go all the same: that makes room.
        _fault.ThrowIfUncertain();
        if (!IsFull && _segments.Active is { EndsWithData: true } active && active.EndOffset <= highWatermark && nowMs - YoungestMs(active) > limits.Milliseconds) Roll();
        lock (_structure)
        {
            Segment[] all = _segments.All;
            long size = all.Sum(segment => segment.Length);
            int count = 0;
            for (; count < all.Length - 1; count++)
            {
                Segment first = all[count];
                bool dated = first.EndOffset <= LogStartOffset || nowMs - YoungestMs(first) > limits.Milliseconds;
                if (first.EndOffset > highWatermark || !(dated || size - first.Length >= limits.Bytes)) break;
                size -= first.Length;
            }
            if (count == 0) return 0;

            LogBase known = SegmentScanner.ReadBase(all[count].File, all[count].Name, out _);
            _segments.Change(segments => segments[count..], _options.ReaderGrace);
            Volatile.Write(ref _base, known);
            Volatile.Write(ref _markers, MarkersOf(_segments.All));
            // One after the other from the front, each on disk before the next: a crash must not leave a hole.
            for (int i = 0; i < count; i++)
            {
                Segment gone = all[i];
                _fault.Guard(() => _folder.Delete(gone));
            }
            return count;
        }
    }

    /// <summary>
    /// Removes everything behind a position that the log has (rules T2, D6, D9). First the bound that was recorded for the next
    /// start is lowered, since a crash could otherwise make the cut look like loss; then later segments go, the last one first; then
    /// the file is cut and synced, before anything is written behind the cut.
    /// </summary>
    /// <remarks>A reader of what is cut may meanwhile get <see cref="LogDamagedException"/>.</remarks>
    /// <param name="position">The new end.</param>
    /// <param name="lowerBound">Records the bound that it is given; on disk when it returns. Not called for a cut behind <see cref="SyncedEnd"/>.</param>
    /// <exception cref="ArgumentException">No entry ends at that position.</exception>
    public void Truncate(LogPosition position, Action<SyncedBound> lowerBound)
    {
        lock (_structure)
            lock (_syncing)
            {
                _fault.ThrowIfSet();
                if (position == End) return;
                Segment[] all = _segments.All;
                int keep = Array.FindLastIndex(all, segment => segment.Base <= position);
                if (keep < 0 || position > End) throw new ArgumentException($"the log from {all[0].Base} to {End} cannot be cut at {position}", nameof(position));
                Segment kept = all[keep];
                _compactor.Reset();
                if (EntryPlace.Find(all, position) is not { Emptied: null } place) throw new ArgumentException($"no entry ends at {position}", nameof(position));

                _fault.Guard(() =>
                {
                    // No bound was ever recorded above the synced end; below it the position itself is on disk.
                    if (position < SyncedEnd) lowerBound(new SyncedBound(position));
                    for (int i = all.Length - 1; i > keep; i--) _folder.Delete(all[i]);
                    _folder.Files.DeleteFile(_folder.PathOf(kept.Name.IndexFile));
                    kept.File.SetLength(place.Bytes);
                    kept.File.Sync();
                    ScanResult scan = SegmentScanner.Scan(kept.File, kept.Name, _options.IndexIntervalBytes, Producers);
                    if (scan.Segment.End != position) throw new LogDamagedException(kept.File.Path, scan.Segment.Length, scan.Fault ?? "the cut segment ends too early");
                    lock (_positions)
                    {
                        _segments.Change(segments => [.. segments[..keep], scan.Segment], _options.ReaderGrace);
                        _end = _syncedEnd = position;
                    }
                    Volatile.Write(ref _markers, MarkersOf(_segments.All));
                });
            }
    }

    /// <summary>
    /// Compacts closed segments below the high watermark: per key the last record stays. One call at a time; may run beside the
    /// appender and the flusher.
    /// </summary>
    /// <param name="highWatermark">Records above it neither count nor go.</param>
    /// <param name="nowMs">The clock.</param>
    /// <param name="options">When and how.</param>
    /// <param name="asAppender">Runs a function while nothing is appended; null: nothing is appended during the whole call.</param>
    /// <exception cref="IOException">No room for the new file, or the disk failed; the log itself is as it was.</exception>
    public CompactionResult Compact(long highWatermark, long nowMs, CompactionOptions options, Func<Func<IReadOnlySet<long>>, IReadOnlySet<long>>? asAppender = null)
    {
        _fault.ThrowIfSet();
        return _compactor.Run(highWatermark, nowMs, options, _options, () => asAppender is null ? Producers.RememberedOffsets() : asAppender(Producers.RememberedOffsets));
    }

    /// <summary>Closes the files of segments that were removed some time ago; before that they take room on the disk. To be called at intervals, by any thread.</summary>
    public void ReleaseRemoved() => _segments.Release();

    /// <summary>Time of the youngest record; records that carry none are as old as their segment.</summary>
    private static long YoungestMs(Segment segment) => segment.MaxTimestamp >= 0 ? segment.MaxTimestamp : segment.CreatedMs;
}
