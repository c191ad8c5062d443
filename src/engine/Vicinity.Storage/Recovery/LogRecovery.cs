using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>
/// Brings a log up from its folder. Closed segments were synced to their end before the next was begun, so what is wrong there is
/// loss; of the last one everything is read and checked, and what does not continue the chain is cut, unless it lies below the
/// bound that was known to be on disk.
/// </summary>
internal static class LogRecovery
{
    private const int PieceBytes = 1 << 20;

    /// <exception cref="LogDamagedException">Entries that may have been acknowledged cannot be read.</exception>
    public static RecoveredLog Recover(SegmentFolder folder, LogOptions options, SyncedBound bound, long nowMs)
    {
        List<SegmentName> names = folder.Prepare();
        var producers = new ProducerTable(options);
        if (names.Count == 0) return CreateEmpty(folder, options, bound, producers, nowMs);

        var segments = new Segment[names.Count];
        try
        {
            LogBase? first = null;
            int rebuilt = 0;
            for (int i = 0; i < segments.Length - 1; i++)
            {
                segments[i] = OpenClosed(folder, names[i], options, out LogBase known, ref rebuilt);
                first ??= known;
                if (i > 0) RequireChain(segments[i - 1], segments[i]);
            }

            ScanResult last = SegmentScanner.Scan(folder.Open(names[^1]), names[^1], options.IndexIntervalBytes, producers);
            segments[^1] = last.Segment;
            if (segments.Length > 1) RequireChain(segments[^2], segments[^1]);
            if (last.Segment.End < bound.Position)
            {
                throw new LogDamagedException(last.Segment.File.Path, last.Segment.Length,
                    $"the log was on disk up to {bound.Position} and now ends at {last.Segment.End} ({last.Fault ?? "the file ends there"})");
            }

            long again = MakeDurable(folder, last, bound);
            long? logStart = LogStartFile.Read(folder);
            var report = new RecoveryReport(last.Entries, last.FileBytes - last.Segment.Length, again, rebuilt, logStart is null);
            return new RecoveredLog(segments, first ?? last.Known, producers, logStart ?? 0, report);
        }
        catch
        {
            foreach (Segment? segment in segments) segment?.Dispose();
            throw;
        }
    }

    private static RecoveredLog CreateEmpty(SegmentFolder folder, LogOptions options, SyncedBound bound, ProducerTable producers, long nowMs)
    {
        var known = new LogBase(LogPosition.Zero, [.. options.FirstVoters], ProducerSnapshot.Empty);
        if (bound.Position > known.Position) throw new LogDamagedException(folder.Path, 0, $"the log was on disk up to {bound.Position} and has no segment file");
        Segment segment = folder.Create(new SegmentName(0, 0), known, nowMs);
        return new RecoveredLog([segment], known, producers, 0, new RecoveryReport(0, 0, 0, 0, false));
    }

    private static Segment OpenClosed(SegmentFolder folder, SegmentName name, LogOptions options, out LogBase known, ref int rebuilt)
    {
        IFile file = folder.Open(name);
        try
        {
            known = SegmentScanner.ReadBase(file, name, out SegmentState ofBase);
            if (IndexFile.TryRead(folder.Files, folder.PathOf(name.IndexFile), file, ofBase) is { } state) return new Segment(name, file, state);

            ScanResult scan = SegmentScanner.Scan(file, name, options.IndexIntervalBytes, null);
            if (scan.Fault is not null) throw new LogDamagedException(file.Path, scan.Segment.Length, scan.Fault);
            scan.Segment.Seal();
            folder.WriteIndex(scan.Segment);
            rebuilt++;
            return scan.Segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void RequireChain(Segment before, Segment after)
    {
        if (before.End != after.Base)
            throw new LogDamagedException(after.File.Path, 0, $"the segment begins at {after.Base}, the one before it ends at {before.End}");
    }

    /// <summary>
    /// Cuts what is torn and syncs the new length before anything is written behind it (rule D6). What lies behind the bound is
    /// written once more first: after a failed sync the system may show bytes that are not on disk and take no later sync as a
    /// reason to write them.
    /// </summary>
    private static long MakeDurable(SegmentFolder folder, ScanResult last, SyncedBound bound)
    {
        Segment segment = last.Segment;
        if (last.FileBytes > segment.Length) segment.File.SetLength(segment.Length);
        long from = FirstByteBehind(segment, bound);
        long again = segment.Length - from;
        byte[] piece = new byte[(int)Math.Min(PieceBytes, again)];
        for (long at = from; at < segment.Length;)
        {
            int read = segment.File.Read(piece.AsSpan(0, (int)Math.Min(piece.Length, segment.Length - at)), at);
            segment.File.Write(piece.AsSpan(0, read), at);
            at += read;
        }
        segment.File.Sync();
        folder.Files.SyncFolder(folder.Path);
        return again;
    }

    private static long FirstByteBehind(Segment segment, SyncedBound bound)
    {
        if (bound.Position == segment.End) return segment.Length;
        if (bound.Position <= segment.Base) return segment.BaseBytes;
        return segment.Index.AtOrBefore(bound.Position.Offset - 1, long.MaxValue)?.Position ?? segment.BaseBytes;
    }
}
