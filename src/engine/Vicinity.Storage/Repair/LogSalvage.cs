using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Reads a replica's folder to its last byte, whatever is damaged in it, and says what is lost. Changes nothing.</summary>
public static class LogSalvage
{
    /// <summary>
    /// Bounds for the offset and epoch of an entry behind a damaged place, which no checksum covers: how many offsets the damaged bytes can have held, and how many elections
    /// there can have been.
    /// </summary>
    private const long LeastGap = 1_000_000;
    private const long GapPerByte = 1000;
    private const int MostEpochs = 1_000_000;

    /// <summary>Looks at a replica's folder.</summary>
    /// <param name="files">File system that holds it.</param>
    /// <param name="path">The folder.</param>
    /// <param name="boundOf">How far a replica's log is known to have been on disk.</param>
    /// <param name="take">Gets what can be read, in the order of the log; or null.</param>
    public static ReplicaReport Read(IFileSystem files, string path, Func<Guid, SyncedBound> boundOf, SalvagedEntry? take = null)
    {
        ReplicaFolder? replica = ReplicaFile.Read(files, path);
        var report = new ReplicaReport(Path.GetFileName(path), path) { Replica = replica };
        var reading = new Reading(files, path, take);
        LogPosition bound = replica is null ? LogPosition.Zero : boundOf(replica.Id).Position;
        SegmentName[] segments = [.. Segments(files, path)];
        for (int i = 0; i < segments.Length; i++) reading.Read(segments[i], i + 1 < segments.Length ? segments[i + 1].BaseOffset : long.MaxValue);
        return reading.End(report, bound);
    }

    private static IEnumerable<SegmentName> Segments(IFileSystem files, string path)
    {
        var names = new List<SegmentName>();
        foreach (string file in files.FilesIn(path))
        {
            if (file.EndsWith(SegmentName.LogEnding, StringComparison.Ordinal) && SegmentName.TryParse(file, out SegmentName name)) names.Add(name);
        }

        int generation = names.Count == 0 ? 0 : names.Max(n => n.Generation);
        return names.Where(n => n.Generation == generation).OrderBy(n => n.BaseOffset);
    }

    private sealed class Reading(IFileSystem files, string path, SalvagedEntry? take)
    {
        private readonly List<LostRange> _lost = [];
        private LogBase? _base;
        private LogPosition _end;
        private IReadOnlyList<Voter> _voters = [];
        private long _entries;
        private long _largestProducerId = -1;
        private long _tail;
        private string? _fault;
        private long _corrected;

        public void Read(SegmentName name, long nextBase)
        {
            _tail = 0;
            bool follows = false;
            long passedOver = 0;
            using IFile file = files.Open(Path.Combine(path, name.LogFile), FileOpening.Read);
            var stream = new SalvageStream(file);
            bool isFirst = true;
            while (true)
            {
                long from = stream.Position;
                ReadOnlySpan<byte> entry = stream.Next(Math.Max(_end.Offset, name.BaseOffset));
                if (stream.Fault is { } fault)
                {
                    _fault ??= fault;
                    follows = false;
                }

                passedOver += stream.Position - from - entry.Length;
                if (entry.IsEmpty)
                {
                    if (isFirst) Begin(name, null);
                    _tail = stream.FileBytes - from;
                    return;
                }

                RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
                if (isFirst)
                {
                    isFirst = false;
                    LogBase? known = BaseOf(entry, name);
                    Begin(name, known);
                    follows = known is not null;
                    if (known is not null) continue;
                    _fault ??= $"'{file.Path}' has no base";
                }

                // No checksum covers offset and epoch.
                if (follows && !header.IsWidthZero() && (header.BaseOffset != _end.Offset || header.LeaderEpoch != _end.Epoch))
                {
                    byte[] corrected = entry.ToArray();
                    RecordBatch.SetBaseOffset(corrected, _end.Offset);
                    RecordBatch.SetLeaderEpoch(corrected, _end.Epoch);
                    RecordBatchHeader.TryRead(corrected, out header);
                    _corrected++;
                    Take(corrected, header);
                    continue;
                }

                long most = Math.Min(nextBase, _end.Offset + LeastGap + (passedOver * GapPerByte));
                follows = header.BaseOffset <= most && header.LeaderEpoch <= _end.Epoch + MostEpochs && Take(entry, header);
                if (follows) passedOver = 0;
                else _fault ??= $"byte {from} of '{file.Path}': the entry there says offset {header.BaseOffset} and epoch {header.LeaderEpoch}, behind ({_end.Epoch}, {_end.Offset})";
            }
        }

        public ReplicaReport End(ReplicaReport report, LogPosition bound)
        {
            bool isLoss = bound.Offset > _end.Offset;
            if (isLoss) Lose(bound.Offset, _fault ?? "the log ends too early");
            else if (_fault is not null && bound > _end) Lose(_end.Offset, _fault);
            return report with
            {
                Base = _base,
                End = _end,
                Voters = _voters,
                Entries = _entries,
                Corrected = _corrected,
                Lost = _lost,
                TornBytes = isLoss ? 0 : _tail,
                LargestProducerId = _largestProducerId,
            };
        }

        /// <summary>The base that a segment begins with, or null when something else stands there.</summary>
        private static LogBase? BaseOf(ReadOnlySpan<byte> entry, SegmentName name)
        {
            try
            {
                LogBase known = BaseEntry.Parse(entry, out _);
                return known.Position.Offset == name.BaseOffset ? known : null;
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        private void Begin(SegmentName name, LogBase? known)
        {
            if (_base is null)
            {
                _base = known ?? new LogBase(new LogPosition(0, name.BaseOffset), [], ProducerSnapshot.Empty);
                _end = _base.Position;
                if (known is null) Lose(_end.Offset, _fault ?? "the base of the log cannot be read");
            }
            else if (name.BaseOffset > _end.Offset)
            {
                Lose(name.BaseOffset, _fault ?? $"what lies before {name.LogFile} is missing");
                _end = _end with { Offset = name.BaseOffset };
            }
            else if (_fault is not null)
            {
                Lose(_end.Offset, _fault);
            }

            if (known is { Voters.Count: > 0 }) _voters = known.Voters;
        }

        /// <returns>Whether it continues what was read.</returns>
        private bool Take(ReadOnlySpan<byte> entry, in RecordBatchHeader header)
        {
            if (header.BaseOffset < _end.Offset || header.LeaderEpoch < _end.Epoch || (header.IsWidthZero() && header.LeaderEpoch == _end.Epoch)) return false;
            IReadOnlyList<Voter> voters = _voters;
            if (header.IsWidthZero())
            {
                try
                {
                    voters = MarkerEntry.Parse(entry).Voters;
                }
                catch (InvalidDataException e)
                {
                    _fault ??= $"'{path}': {e.Message}";
                    return false;
                }
            }

            if (header.BaseOffset > _end.Offset) Lose(header.BaseOffset, _fault ?? $"'{path}' has no entries there");
            else if (_fault is not null) Lose(_end.Offset, _fault);
            _voters = voters;
            take?.Invoke(entry, header);
            _end = new LogPosition(header.LeaderEpoch, header.NextOffset);
            _entries++;
            _largestProducerId = Math.Max(_largestProducerId, header.ProducerId);
            return true;
        }

        private void Lose(long to, string reason)
        {
            _lost.Add(new LostRange(_end.Offset, to, reason));
            _fault = null;
        }
    }
}
