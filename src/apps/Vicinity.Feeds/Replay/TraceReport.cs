using System.Globalization;

namespace Vicinity.Feeds;

/// <summary>
/// What a reader met: good rows, bad rows, values left out, rows out of time order; the first of each by name. Counted by one thread,
/// read by any.
/// </summary>
public sealed class TraceReport
{
    /// <summary>Bad rows that are named; later ones are only counted.</summary>
    public const int MaxProblems = 100;

    private readonly Lock _lock = new();
    private readonly List<TraceProblem> _problems = [];
    private long _goodRows, _badRows, _valuesLeftOut, _earlier, _passedOver;
    private long _latest = long.MinValue;

    /// <summary>Good rows.</summary>
    public long GoodRows => Interlocked.Read(ref _goodRows);

    /// <summary>Bad rows.</summary>
    public long BadRows => Interlocked.Read(ref _badRows);

    /// <summary>Asides, such as speeds, that cannot be and were left out of rows that are good.</summary>
    public long ValuesLeftOut => Interlocked.Read(ref _valuesLeftOut);

    /// <summary>Good rows whose time lies before that of a row above them.</summary>
    public long Earlier => Interlocked.Read(ref _earlier);

    /// <summary>Parts of the recording that are no rows and need not be, such as a feed's messages about other things.</summary>
    public long PassedOver => Interlocked.Read(ref _passedOver);

    /// <summary>The first value that was left out.</summary>
    public TraceProblem? FirstLeftOut { get; private set; }

    /// <summary>The first row that lies before one above it.</summary>
    public TraceProblem? FirstEarlier { get; private set; }

    /// <summary>The first bad rows.</summary>
    public IReadOnlyList<TraceProblem> Problems
    {
        get
        {
            lock (_lock) return [.. _problems];
        }
    }

    /// <summary>Counts a good row, and notices when it lies before one above it.</summary>
    public void Good<T>(in TraceRow<T> row)
    {
        Interlocked.Increment(ref _goodRows);
        if (row.PlayAt >= _latest)
        {
            _latest = row.PlayAt;
            return;
        }
        FirstEarlier ??= new TraceProblem($"{row.Unit} {row.Number}", string.Create(CultureInfo.InvariantCulture, $"{(_latest - row.PlayAt) / 1000.0} s before a row above it"));
        Interlocked.Increment(ref _earlier);
    }

    /// <summary>A row that could be read turns out to be a bad one.</summary>
    public void Refuse<T>(in TraceRow<T> row, string reason)
    {
        Interlocked.Decrement(ref _goodRows);
        Bad(row.Unit, row.Number, reason);
    }

    /// <summary>Counts a bad row.</summary>
    public void Bad(string unit, long number, string reason)
    {
        Interlocked.Increment(ref _badRows);
        lock (_lock)
        {
            if (_problems.Count < MaxProblems) _problems.Add(new TraceProblem($"{unit} {number}", reason));
        }
    }

    /// <summary>Counts a value that was left out of a good row.</summary>
    public void LeftOut(string unit, long number, string reason)
    {
        FirstLeftOut ??= new TraceProblem($"{unit} {number}", reason);
        Interlocked.Increment(ref _valuesLeftOut);
    }

    /// <summary>Counts a part that is no row and need not be.</summary>
    public void PassOver() => Interlocked.Increment(ref _passedOver);
}
