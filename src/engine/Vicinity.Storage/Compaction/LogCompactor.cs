using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// Compaction of a log's closed segments: per key the last record below the high watermark stays. Offsets keep their places,
/// markers stay, and what is emptied is still covered; the batches that the table of producers remembers keep their headers. One run at a time; nothing is changed in place.
/// </summary>
internal sealed class LogCompactor(SegmentFolder folder, SegmentList segments, Lock structure)
{
    private long _cleanedTo;
    private int _resets;

    /// <summary>Forgets how far the log was compacted: it was cut or started again.</summary>
    public void Reset()
    {
        lock (structure)
        {
            _cleanedTo = 0;
            _resets++;
        }
    }

    /// <param name="highWatermark">Records above it neither count nor go.</param>
    /// <param name="nowMs">The clock.</param>
    /// <param name="options">When and how.</param>
    /// <param name="logOptions">Settings of the log.</param>
    /// <param name="remember">Gives the base offsets of the batches that the table of producers remembers; asked when the segments to be compacted are chosen.</param>
    public CompactionResult Run(long highWatermark, long nowMs, CompactionOptions options, LogOptions logOptions, Func<IReadOnlySet<long>> remember)
    {
        (Segment[] all, long cleanedTo, int resets) = Begin();
        Segment[] closed = [.. all.SkipLast(1).TakeWhile(s => s.EndOffset <= highWatermark && (options.MinCompactionLagMs <= 0 || s.MaxTimestamp <= nowMs - options.MinCompactionLagMs))];
        if (closed.Length == 0 || DirtyRatio(closed, cleanedTo) < options.MinCleanableDirtyRatio || closed[^1].EndOffset <= cleanedTo) return CompactionResult.Nothing;

        // All batches of those segments are in the table already, or were and are forgotten.
        IReadOnlySet<long> remembered = remember();
        LatestOffsets latest = Survey(all, cleanedTo, highWatermark, options.MaxKeyBytes);
        CompactionResult result = CompactionResult.Nothing;
        foreach (Segment segment in closed)
            result = result.Add(Rewrite(segment, latest, remembered, nowMs - options.DeleteRetentionMs, logOptions));
        lock (structure)
        {
            if (resets == _resets) _cleanedTo = Math.Min(latest.CoveredTo, closed[^1].EndOffset);
        }
        return result;
    }

    private (Segment[] All, long CleanedTo, int Resets) Begin()
    {
        lock (structure) return (segments.All, _cleanedTo, _resets);
    }

    private static double DirtyRatio(Segment[] closed, long cleanedTo)
    {
        double all = closed.Sum(segment => segment.Length);
        return closed.Where(segment => segment.EndOffset > cleanedTo).Sum(segment => segment.Length) / all;
    }

    private static LatestOffsets Survey(Segment[] all, long cleanedTo, long highWatermark, long maxKeyBytes)
    {
        var latest = new LatestOffsets(Math.Max(cleanedTo, all[0].Base.Offset), maxKeyBytes);
        foreach (Segment segment in all)
        {
            if (segment.EndOffset <= cleanedTo) continue;
            var stream = new EntryStream(segment.File, segment.BaseBytes, segment.Length);
            while (true)
            {
                ReadOnlySpan<byte> entry = stream.Next();
                if (entry.IsEmpty) break;
                RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
                if (header.NextOffset > highWatermark) return latest;
                if (!header.IsWidthZero() && !latest.TryAdd(entry, header)) return latest;
            }
            if (stream.Fault is not null) throw new LogDamagedException(segment.File.Path, stream.Position, stream.Fault);
        }
        return latest;
    }

    private CompactionResult Rewrite(Segment old, LatestOffsets latest, IReadOnlySet<long> remembered, long dropTombstonesBefore, LogOptions options)
    {
        string path = folder.PathOf(old.Name.LogFile);
        string aside = path + AtomicFile.AsideEnding;
        try
        {
            SegmentState state;
            long removed;
            using (IFile file = folder.Files.Open(aside, FileOpening.Emptied))
            {
                LogBase known = SegmentScanner.ReadBase(old.File, old.Name, out SegmentState ofBase);
                using var rewriter = new SegmentRewriter(file, old.Name, known, ofBase, old.Length, latest, remembered, dropTombstonesBefore, options.IndexIntervalBytes);
                var stream = new EntryStream(old.File, old.BaseBytes, old.Length);
                for (ReadOnlySpan<byte> entry = stream.Next(); !entry.IsEmpty; entry = stream.Next()) rewriter.Add(entry);
                if (stream.Fault is not null) throw new LogDamagedException(old.File.Path, stream.Position, stream.Fault);
                if (!rewriter.HasEffect) return CompactionResult.Nothing;
                state = rewriter.Complete();
                removed = rewriter.Removed;
            }
            return Swap(old, aside, path, state, options) ? new CompactionResult(1, removed, old.Length, state.Length) : CompactionResult.Nothing;
        }
        finally
        {
            folder.Files.DeleteFile(aside);
        }
    }

    /// <summary>Puts the new file in the old one's place; false if retention has removed the segment meanwhile.</summary>
    private bool Swap(Segment old, string aside, string path, SegmentState state, LogOptions options)
    {
        lock (structure)
        {
            if (Array.IndexOf(segments.All, old) < 0) return false;
            folder.Files.Rename(aside, path);
            folder.Files.SyncFolder(folder.Path);
            var renewed = new Segment(old.Name, folder.Open(old.Name), state);
            folder.WriteIndex(renewed);
            segments.Change(all => [.. all.Select(s => ReferenceEquals(s, old) ? renewed : s)], options.ReaderGrace);
            return true;
        }
    }
}
