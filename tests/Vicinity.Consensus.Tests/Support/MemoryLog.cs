using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>
/// A log in memory, written as in docs/consensus.md: <c>m1 a b* m2{A,B}</c> is a marker of epoch 1, two batches of which the second is not synced,
/// and a marker with its set. <c>c:3</c> is a batch of three records, <c>~3</c> an emptied one over three offsets.
/// </summary>
internal sealed class MemoryLog : IQuorumLog
{
    private readonly List<Entry> _entries = [];
    private int _synced;

    public MemoryLog(string text, IReadOnlyList<Voter> voters, LogPosition @base = default)
    {
        Base = @base;
        BaseVoters = voters;
        int epoch = @base.Epoch;
        foreach (string token in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string entry = token.TrimEnd('*');
            if (entry[0] == 'm')
            {
                int set = entry.IndexOf('{', StringComparison.Ordinal);
                epoch = int.Parse(set < 0 ? entry[1..] : entry[1..set]);
                Append(new Entry(epoch, "m", 0, set < 0 ? Voters : Names.Set(entry[(set + 1)..^1])));
            }
            else
            {
                int colon = entry.IndexOf(':', StringComparison.Ordinal);
                Append(entry[0] == '~' ? new Entry(epoch, "~", int.Parse(entry[1..]), null)
                    : colon < 0 ? new Entry(epoch, entry, 1, null)
                    : new Entry(epoch, entry[..colon], int.Parse(entry[(colon + 1)..]), null));
            }
            if (entry.Length == token.Length) _synced = _entries.Count;
        }
    }

    public IReadOnlyList<Voter> BaseVoters { get; private set; }

    public LogPosition Base { get; private set; }

    public LogPosition End => PositionBehind(_entries.Count);

    public LogPosition SyncedEnd => PositionBehind(_synced);

    public IReadOnlyList<Voter> Voters
    {
        get
        {
            // The planted fault: a marker's set counts only when a later one, or nobody, says that it is committed.
            IEnumerable<Entry> markers = _entries.Where(e => e.IsMarker);
            if (Planted.Is(PlantedFault.SetCountsWhenCommitted)) markers = markers.Where(e => e.Epoch <= CommittedEpoch);
            return markers.LastOrDefault()?.Voters ?? BaseVoters;
        }
    }

    /// <summary>For the planted fault only: the last epoch whose marker this replica knows to be committed.</summary>
    public int CommittedEpoch { get; set; }

    public IReadOnlyList<Entry> Entries => _entries;

    public bool Has(LogPosition position)
    {
        LogPosition at = Base;
        if (at == position) return true;
        foreach (Entry entry in _entries)
        {
            LogPosition behind = new(entry.Epoch, at.Offset + entry.Width);
            if (behind == position || entry.IsEmptied && position.Epoch == entry.Epoch && position.Offset > at.Offset && position.Offset < behind.Offset) return true;
            at = behind;
        }
        return false;
    }

    public LogPosition EndOfEpochAtMost(int epoch)
    {
        LogPosition at = Base;
        foreach (Entry entry in _entries)
        {
            if (entry.Epoch > epoch) break;
            at = new LogPosition(entry.Epoch, at.Offset + entry.Width);
        }
        return at;
    }

    public void Append(Entry entry) => _entries.Add(entry);

    public void Sync() => _synced = _entries.Count;

    /// <summary>Power is lost: what was not synced is gone.</summary>
    public void LoseUnsynced() => _entries.RemoveRange(_synced, _entries.Count - _synced);

    public void Cut(LogPosition end)
    {
        int keep = 0;
        while (PositionBehind(keep) != end)
        {
            if (++keep > _entries.Count) throw new InvalidOperationException($"[{this}] does not end at {end} anywhere");
        }
        _entries.RemoveRange(keep, _entries.Count - keep);
        _synced = Math.Min(_synced, keep);
    }

    public void TakeBase(LogPosition @base, IReadOnlyList<Voter> voters)
    {
        _entries.Clear();
        _synced = 0;
        Base = @base;
        BaseVoters = voters;
    }

    /// <summary>Drops what lies before a position, as retention does: the base moves there.</summary>
    public void MoveBase(LogPosition @base)
    {
        IReadOnlyList<Voter> voters = BaseVoters;
        int drop = 0;
        for (; PositionBehind(drop) != @base; drop++)
        {
            if (_entries[drop].IsMarker) voters = _entries[drop].Voters!;
        }
        _entries.RemoveRange(0, drop);
        _synced -= drop;
        Base = @base;
        if (!Planted.Is(PlantedFault.BaseWithoutVoters)) BaseVoters = voters;
    }

    /// <summary>Entries behind a position, up to another.</summary>
    public IReadOnlyList<Entry> Read(LogPosition from, LogPosition limit)
    {
        List<Entry> read = [];
        LogPosition at = Base;
        foreach (Entry entry in _entries)
        {
            LogPosition behind = new(entry.Epoch, at.Offset + entry.Width);
            if (behind > from && behind <= limit)
            {
                // An answer begins exactly where it was asked from: what is left of an emptied batch is made anew.
                bool isPart = entry.IsEmptied && from.Epoch == entry.Epoch && from.Offset > at.Offset;
                read.Add(isPart ? entry with { Width = (int)(behind.Offset - from.Offset) } : entry);
            }
            at = behind;
        }
        return read;
    }

    /// <summary>Rule F3: whether the entries continue this log.</summary>
    public bool Continues(IReadOnlyList<Entry> entries, int epoch)
    {
        int last = End.Epoch;
        foreach (Entry entry in entries)
        {
            if (entry.IsMarker ? entry.Epoch <= last || entry.Epoch > epoch : entry.Epoch != last) return false;
            last = entry.Epoch;
        }
        return true;
    }

    public override string ToString()
    {
        List<string> words = [];
        IReadOnlyList<Voter> voters = BaseVoters;
        for (int i = 0; i < _entries.Count; i++)
        {
            Entry entry = _entries[i];
            // A set is shown where it changes.
            string word = entry.IsMarker && entry.Voters!.SequenceEqual(voters) ? $"m{entry.Epoch}" : entry.ToString();
            if (entry.IsMarker) voters = entry.Voters!;
            words.Add(i < _synced ? word : word + "*");
        }
        return string.Join(' ', words);
    }

    private LogPosition PositionBehind(int entries)
    {
        LogPosition at = Base;
        for (int i = 0; i < entries; i++) at = new LogPosition(_entries[i].Epoch, at.Offset + _entries[i].Width);
        return at;
    }
}
