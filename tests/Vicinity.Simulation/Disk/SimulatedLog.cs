using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// The log as the running process sees it: base and entries, whether on disk or not. What a crash leaves of it is decided by
/// <see cref="LogFile"/>. Markers, voters and producers follow from base and entries. Not thread-safe.
/// </summary>
internal sealed class SimulatedLog : IQuorumLog
{
    private readonly List<LogEntry> _entries;
    private ProducerTable _producers = new();

    public SimulatedLog(LogBase @base, IEnumerable<LogEntry> entries, bool synced = true)
    {
        BaseState = @base;
        _entries = [.. entries];
        Rebuild();
        SyncedEnd = synced ? End : Base;
    }

    /// <summary>Base with voters and producers.</summary>
    public LogBase BaseState { get; private set; }

    public LogPosition Base => BaseState.Position;

    public LogPosition End { get; private set; }

    public LogPosition SyncedEnd { get; set; }

    public IReadOnlyList<Voter> Voters
    {
        get => Planted.Is(PlantedFault.SetCountsWhenCommitted) ? CommittedVoters() : field;
        private set;
    } = [];

    /// <summary>What its replica knows to be committed; only a planted fault asks.</summary>
    public (long HighWatermark, LogPosition Position) Committed { get; set; }

    /// <summary>The entries behind the base, in order.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>Goes up with each change, so that what was derived from the log can be told to be stale.</summary>
    public int Version { get; private set; }

    /// <summary>Goes up with each cut and each base taken over.</summary>
    public int Cuts { get; private set; }

    public ProducerTable Producers => _producers;

    public bool Has(LogPosition position) => IndexBehind(position) >= 0;

    public LogPosition EndOfEpochAtMost(int epoch)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Epoch <= epoch) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? Base : _entries[low - 1].Position;
    }

    /// <summary>Index of the first entry behind a position, or -1 if this log does not have it.</summary>
    public int IndexBehind(LogPosition position)
    {
        if (position == Base) return 0;
        int found = Search(position);
        return found >= 0 ? found + 1 : -1;
    }

    /// <summary>Why an entry would not continue this log, or null if it does (rule F3).</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="currentEpoch">The epoch that no entry may pass.</param>
    public string? WhyNot(LogEntry entry, int currentEpoch)
    {
        if (entry.Offset != End.Offset) return $"{entry} does not begin at the log end {End}";
        if (entry.Epoch > currentEpoch) return $"{entry} is of a later epoch than {currentEpoch}";
        if (entry.IsMarker) return entry.Epoch > End.Epoch ? null : $"marker {entry} is not of a later epoch than the log end {End}";
        return entry.Epoch == End.Epoch ? null : $"batch {entry} is not of the epoch of the log end {End}";
    }

    public void Append(LogEntry entry)
    {
        _entries.Add(entry);
        End = entry.Position;
        if (entry.Voters is not null) Voters = entry.Voters;
        else _producers.Append(entry);
        Version++;
    }

    /// <summary>Drops all entries behind a position that the log has.</summary>
    public void Cut(LogPosition end)
    {
        int keep = IndexBehind(end);
        if (keep < 0) throw new InvalidOperationException($"cut to {end}, which the log does not have");
        _entries.RemoveRange(keep, _entries.Count - keep);
        Rebuild();
        if (SyncedEnd > End) SyncedEnd = End;
    }

    /// <summary>Drops everything and stands on another base.</summary>
    public void TakeBase(LogBase @base)
    {
        BaseState = @base;
        _entries.Clear();
        Rebuild();
        SyncedEnd = End;
    }

    /// <summary>The base as it would be behind so many entries.</summary>
    public LogBase BaseBehind(int count)
    {
        ProducerTable producers = BaseState.Producers.Copy();
        IReadOnlyList<Voter> voters = BaseState.Voters;
        for (int i = 0; i < count; i++)
        {
            if (_entries[i].Voters is { } set) voters = set;
            else producers.Append(_entries[i]);
        }
        return new LogBase(count == 0 ? Base : _entries[count - 1].Position, voters, producers);
    }

    /// <summary>Moves the base behind the first entries (retention).</summary>
    public void MoveBase(int count, LogBase @base)
    {
        _entries.RemoveRange(0, count);
        BaseState = @base;
        Version++;
    }

    /// <summary>Becomes what another log is, in place (a restart that a fault lets go unnoticed).</summary>
    public void Become(SimulatedLog other)
    {
        BaseState = other.BaseState;
        _entries.Clear();
        _entries.AddRange(other._entries);
        Rebuild();
        SyncedEnd = End;
    }

    /// <summary>Plants a fault: the table of producers is emptied.</summary>
    public void ForgetProducers() => _producers = new ProducerTable();

    private void Rebuild()
    {
        _producers = BaseState.Producers.Copy();
        Voters = BaseState.Voters;
        foreach (LogEntry entry in _entries)
        {
            if (entry.Voters is not null) Voters = entry.Voters;
            else _producers.Append(entry);
        }
        End = _entries.Count == 0 ? Base : _entries[^1].Position;
        Version++;
        Cuts++;
    }

    /// <summary>Plants a fault: the set of the last marker that is known to be committed (scene 15).</summary>
    private IReadOnlyList<Voter> CommittedVoters()
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
            if (_entries[i].Voters is { } voters && (_entries[i].Offset < Committed.HighWatermark || _entries[i].Position <= Committed.Position)) return voters;
        return BaseState.Voters;
    }

    private int Search(LogPosition position)
    {
        int low = 0;
        int high = _entries.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = _entries[middle].Position.CompareTo(position);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }
}
