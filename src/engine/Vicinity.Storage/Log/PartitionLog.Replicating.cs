using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

public sealed partial class PartitionLog
{
    /// <summary>True if some entry of this log ends exactly there, or the base stands there.</summary>
    public bool HasPosition(LogPosition position) => EntryPlace.Find(_segments.All, position) is not null;

    /// <summary>The answer to a replica that fetches from a position: the bytes of the log behind it, markers included, as whole entries.</summary>
    /// <param name="position">End of the replica's log.</param>
    /// <param name="maxBytes">Most bytes; one entry comes even if it is larger.</param>
    /// <param name="upTo">A position of this log that the entries may not pass.</param>
    public ReplicaRead ReadEntries(LogPosition position, int maxBytes, LogPosition upTo)
    {
        Segment[] segments = _segments.All;
        LogPosition known = segments[0].Base;
        if (position.Offset < known.Offset || position.Epoch < known.Epoch) return ReplicaRead.Start(known);
        if (EntryPlace.Find(segments, position) is not { } place) return ReplicaRead.Diverging(EndOfEpochAtMost(position.Epoch));
        byte[]? emptied = place.Emptied;
        int left = Math.Max(0, maxBytes - (emptied?.Length ?? 0));
        long end = EntryPlaceAfter(place, left, upTo, atLeastOne: emptied is null);
        return ReplicaRead.Entries(position, emptied, end > place.Bytes ? new LogSlice(place.Segment.File, place.Bytes, (int)(end - place.Bytes)) : default);
    }

    /// <summary>The largest epoch of this log that is at most the given one, and where it ends: what a diverging answer and the cut after it need (rules T1, T2).</summary>
    public LogPosition EndOfEpochAtMost(int epoch)
    {
        LogPosition known = Base.Position;
        foreach (EpochMarker marker in Volatile.Read(ref _markers))
        {
            if (marker.Epoch > epoch) return known with { Offset = marker.Offset };
            known = known with { Epoch = marker.Epoch };
        }
        return known with { Offset = End.Offset };
    }

    /// <summary>
    /// Appends entries as the leader gave them (rule F3), with one write. Not on disk before the next <see cref="Sync"/>.
    /// </summary>
    /// <param name="entries">Whole data batches and markers.</param>
    /// <param name="currentEpoch">The epoch that the replica follows; no entry may be of a later one.</param>
    /// <returns>The new end.</returns>
    /// <exception cref="InvalidDataException">They do not continue this log, or are damaged; nothing was appended.</exception>
    public LogPosition AppendEntries(ReadOnlySpan<byte> entries, int currentEpoch)
    {
        _fault.ThrowIfSet();
        CheckChain(entries, currentEpoch);
        RollIfDue(entries.Length);
        Segment segment = _segments.Active;
        long position = segment.Length;
        Write(segment, entries, position);
        LogPosition end = End;
        int interval = _options.IndexIntervalBytes;
        for (int at = 0; at < entries.Length;)
        {
            RecordBatchHeader.TryRead(entries[at..], out RecordBatchHeader header);
            if (header.IsWidthZero())
            {
                EpochMarker marker = MarkerEntry.Parse(entries.Slice(at, header.SizeInBytes));
                segment.NoteMarker(marker, position + at);
                Producers.Advance(header.MaxTimestamp);
                Volatile.Write(ref _markers, [.. _markers, marker]);
            }
            else
            {
                segment.NoteData(header, position + at, interval);
                Producers.Update(header);
            }
            end = new LogPosition(header.LeaderEpoch, header.NextOffset);
            at += header.SizeInBytes;
        }
        Publish(segment, end, position + entries.Length);
        return end;
    }

    /// <summary>
    /// Drops the whole log and starts again behind a base that the leader gave (rule S2). The new first segment lies on disk under a
    /// higher generation before any old one goes, so after a crash there is the one log or the other.
    /// </summary>
    /// <param name="known">The new base.</param>
    /// <param name="lowerBound">Records the bound that it is given; on disk when it returns.</param>
    public void ReplaceBase(LogBase known, Action<SyncedBound> lowerBound)
    {
        lock (_structure)
            lock (_syncing)
            {
                _fault.ThrowIfSet();
                Segment[] old = _segments.All;
                _compactor.Reset();
                _fault.Guard(() =>
                {
                    if (known.Position < SyncedEnd) lowerBound(new SyncedBound(known.Position));
                    Segment first = _folder.Create(new SegmentName(old[0].Name.Generation + 1, known.Position.Offset), known, NowMs);
                    foreach (Segment segment in old) _folder.Delete(segment);
                    Producers.Reset(known.Producers);
                    lock (_positions)
                    {
                        _segments.Change(_ => [first], _options.ReaderGrace);
                        _end = _syncedEnd = known.Position;
                    }
                    Volatile.Write(ref _base, known);
                    Volatile.Write(ref _markers, []);
                });
            }
    }

    private static long EntryPlaceAfter(EntryPlace place, int maxBytes, LogPosition upTo, bool atLeastOne)
    {
        Segment segment = place.Segment;
        long length = segment.Length;
        long start = place.Bytes;
        long end = start;
        if (segment.Index.AtOrBefore(upTo.Offset - 1, Math.Min(start + maxBytes, length - 1)) is { } anchor && anchor.Position > start) end = anchor.Position;
        var cursor = new EntryCursor(segment, stackalloc byte[EntryCursor.WindowBytes], end, length);
        while (cursor.Read() && new LogPosition(cursor.Header.LeaderEpoch, cursor.Header.NextOffset) <= upTo)
        {
            bool fits = cursor.Position + cursor.Header.SizeInBytes - start <= maxBytes;
            if (!fits && !(atLeastOne && end == start)) break;
            cursor.Skip();
            end = cursor.Position;
        }
        return end;
    }

    private void CheckChain(ReadOnlySpan<byte> entries, int currentEpoch)
    {
        LogPosition end = End;
        for (int at = 0; at < entries.Length;)
        {
            ReadOnlySpan<byte> entry = entries[at..];
            if (!RecordBatchHeader.TryRead(entry, out RecordBatchHeader header) || !header.IsEntry() || header.SizeInBytes > entry.Length)
                throw new InvalidDataException($"no whole entry begins at byte {at} of {entries.Length}");
            if (!RecordBatch.CrcMatches(entry)) throw new InvalidDataException($"the checksum of the entry at offset {header.BaseOffset} is wrong");
            if (header.BaseOffset != end.Offset) throw new InvalidDataException($"an entry has offset {header.BaseOffset} where {end.Offset} must follow");
            if (header.IsWidthZero())
            {
                EpochMarker marker = MarkerEntry.Parse(entry[..header.SizeInBytes]);
                if (marker.Epoch <= end.Epoch || marker.Epoch > currentEpoch)
                    throw new InvalidDataException($"a marker has epoch {marker.Epoch}, it must be above {end.Epoch} and at most {currentEpoch}");
            }
            else if (header.LeaderEpoch != end.Epoch)
            {
                throw new InvalidDataException($"a batch has epoch {header.LeaderEpoch} in epoch {end.Epoch}");
            }
            end = new LogPosition(header.LeaderEpoch, header.NextOffset);
            at += header.SizeInBytes;
        }
    }
}
