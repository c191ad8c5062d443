namespace Vicinity.Traffic;

/// <summary>What a reader met: good rows, bad rows, and the first of the bad ones by name.</summary>
public sealed class TraceReport
{
    /// <summary>Bad rows that are named; later ones are only counted.</summary>
    public const int MaxProblems = 100;

    private readonly List<TraceProblem> _problems = [];

    /// <summary>Good rows.</summary>
    public long Positions { get; private set; }

    /// <summary>Bad rows.</summary>
    public long BadRows { get; private set; }

    /// <summary>The first bad rows.</summary>
    public IReadOnlyList<TraceProblem> Problems => _problems;

    internal void Good() => Positions++;

    /// <summary>A row that could be read turns out to be a bad one.</summary>
    internal void Refuse(in TraceRow row, string reason)
    {
        Positions--;
        Bad(row.Unit, row.Number, reason);
    }

    internal void Bad(string unit, long number, string reason)
    {
        BadRows++;
        if (_problems.Count < MaxProblems) _problems.Add(new TraceProblem($"{unit} {number}", reason));
    }
}
