using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// The files of a replica's log, as slots of one entry each: what is on disk, and the operations on the way there. A power cut keeps any part of
/// those operations, in any order, and may tear what it keeps; recovery takes what continues the chain from the base on. Not thread-safe.
/// </summary>
internal sealed class LogFile
{
    private readonly List<Operation> _pending = [];
    private readonly Image _disk;
    private long _applied;
    private long _liveFirst;
    private long _liveEnd;
    private LogPosition? _durableEnd;
    private LogPosition _endBeforeRot;

    public LogFile(LogBase @base) => _disk = new Image(@base, 0, []);

    /// <summary>Number of the last operation given; a sync that begins now covers all up to it.</summary>
    public long Mark => _applied + _pending.Count;

    public bool HasPending => _pending.Count > 0;

    /// <summary>Whether bytes that had been synced have rotted.</summary>
    public bool IsRotten { get; private set; }

    /// <summary>As <see cref="DurableEnd"/>; of rotten files, what it was before.</summary>
    public LogPosition HeldEnd => IsRotten ? _endBeforeRot : DurableEnd;

    /// <summary>End of the log that recovery would find if all pending operations were lost.</summary>
    public LogPosition DurableEnd => _durableEnd ??= _disk.ChainEnd();

    public LogBase DurableBase => _disk.Base;

    /// <summary>What recovery would find if all pending operations were lost.</summary>
    public IReadOnlyList<LogEntry> DurableEntries => _disk.Chain();

    /// <summary>The voter sets of all markers that recovery may find, whatever part of the pending operations is lost.</summary>
    public IEnumerable<LogEntry> MarkersThatMaySurvive => _disk.Slots.Concat(_pending.Select(o => o.Entry)).OfType<LogEntry>().Where(e => e.IsMarker);

    public void Append(LogEntry entry) => _pending.Add(new Operation(OperationKind.Write, _liveEnd++, entry, null));

    /// <summary>Shortens the file to so many entries.</summary>
    public void Cut(int keep)
    {
        _liveEnd = _liveFirst + keep;
        _pending.Add(new Operation(OperationKind.Truncate, _liveEnd, null, null));
    }

    /// <summary>Deletes the first entries; the new first segment carries the base.</summary>
    public void MoveBase(int count, LogBase @base)
    {
        _liveFirst += count;
        _pending.Add(new Operation(OperationKind.MoveBase, _liveFirst, null, @base));
    }

    /// <summary>Replaces everything by a base, as one step that is on disk (rule D9).</summary>
    public void TakeBase(LogBase @base)
    {
        _applied += _pending.Count;
        _pending.Clear();
        _disk.Base = @base;
        _disk.First = 0;
        _disk.Slots.Clear();
        _liveFirst = _liveEnd = 0;
        _durableEnd = null;
    }

    /// <summary>A sync that began at this mark is done.</summary>
    public void CompleteSync(long mark)
    {
        int count = (int)Math.Min(_pending.Count, mark - _applied);
        if (count <= 0) return;
        for (int i = 0; i < count; i++)
            if (!_pending[i].IsLost) _disk.Apply(_pending[i], torn: false);
        _pending.RemoveRange(0, count);
        _applied += count;
        _durableEnd = null;
    }

    /// <summary>A sync failed: part of what it covered will never reach the disk, though reads still show it.</summary>
    public void FailSync(Prng prng)
    {
        for (int i = 0; i < _pending.Count; i++)
            if (prng.Chance(0.7)) _pending[i] = _pending[i] with { IsLost = true };
    }

    /// <summary>Power fails: some of the pending operations reach the disk, in whole or torn.</summary>
    public string LosePower(Prng prng)
    {
        int mode = prng.Next(4);
        int prefix = prng.Next(_pending.Count + 1);
        int kept = 0;
        for (int i = 0; i < _pending.Count; i++)
        {
            bool keep = mode switch { 0 => false, 1 => true, 2 => i < prefix, _ => prng.Chance(0.5) };
            if (!keep || _pending[i].IsLost) continue;
            bool torn = mode == 2 ? i == prefix - 1 && prng.Chance(0.3) : mode == 3 && prng.Chance(0.1);
            _disk.Apply(_pending[i], torn);
            kept++;
        }
        string told = _pending.Count == 0 ? "nothing was under way to the disk" : $"{kept} of {_pending.Count} writes under way reach the disk";
        _applied += _pending.Count;
        _pending.Clear();
        _durableEnd = null;
        return told;
    }

    /// <summary>Bytes of one entry on disk rot; false if there is none.</summary>
    public bool Rot(Prng prng)
    {
        if (_disk.Slots.Count == 0) return false;
        if (!IsRotten) _endBeforeRot = DurableEnd; // What rots again had its end before the first time.
        _disk.Slots[prng.Next(_disk.Slots.Count)] = null;
        _durableEnd = null;
        return IsRotten = true;
    }

    /// <summary>Reads what is there after a start, cuts what does not continue the chain, and syncs (rule D6).</summary>
    /// <param name="sync">False plants a fault: what the system's cache still holds is taken for synced.</param>
    public SimulatedLog Recover(bool sync)
    {
        var seen = new Image(_disk.Base, _disk.First, [.. _disk.Slots]);
        foreach (Operation operation in _pending) seen.Apply(operation, torn: false);
        List<LogEntry> chain = seen.Chain();
        if (sync)
        {
            CompleteSync(Mark);
            _disk.Apply(new Operation(OperationKind.Truncate, seen.First + chain.Count, null, null), torn: false);
            _durableEnd = null;
        }
        _liveFirst = seen.First;
        _liveEnd = _liveFirst + chain.Count;
        IsRotten = false;
        return new SimulatedLog(seen.Base, chain);
    }

    private enum OperationKind
    {
        Write,
        Truncate,
        MoveBase,
    }

    private readonly record struct Operation(OperationKind Kind, long Slot, LogEntry? Entry, LogBase? Base, bool IsLost = false);

    /// <summary>Slots of a file, a torn or missing one is null, and the base in front of them.</summary>
    private sealed class Image(LogBase @base, long first, List<LogEntry?> slots)
    {
        public LogBase Base { get; set; } = @base;

        public long First { get; set; } = first;

        public List<LogEntry?> Slots { get; } = slots;

        public void Apply(in Operation operation, bool torn)
        {
            switch (operation.Kind)
            {
                case OperationKind.Write:
                    int at = (int)(operation.Slot - First);
                    if (at < 0) return;
                    while (Slots.Count <= at) Slots.Add(null);
                    Slots[at] = torn ? null : operation.Entry;
                    break;
                case OperationKind.Truncate:
                    int keep = (int)Math.Max(0, operation.Slot - First);
                    if (keep < Slots.Count) Slots.RemoveRange(keep, Slots.Count - keep);
                    break;
                default:
                    Slots.RemoveRange(0, (int)Math.Clamp(operation.Slot - First, 0, Slots.Count));
                    First = operation.Slot;
                    Base = operation.Base!;
                    break;
            }
        }

        public List<LogEntry> Chain()
        {
            var chain = new List<LogEntry>(Slots.Count);
            LogPosition end = Base.Position;
            foreach (LogEntry? entry in Slots)
            {
                if (entry is null || !Continues(entry, end)) break;
                chain.Add(entry);
                end = entry.Position;
            }
            return chain;
        }

        public LogPosition ChainEnd()
        {
            LogPosition end = Base.Position;
            foreach (LogEntry? entry in Slots)
            {
                if (entry is null || !Continues(entry, end)) break;
                end = entry.Position;
            }
            return end;
        }

        private static bool Continues(LogEntry entry, LogPosition end) =>
            entry.Offset == end.Offset && (entry.IsMarker ? entry.Epoch > end.Epoch : entry.Epoch == end.Epoch);
    }
}
