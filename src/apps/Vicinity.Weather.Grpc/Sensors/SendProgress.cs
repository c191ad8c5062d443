namespace Vicinity.Weather.Grpc;

/// <summary>What became of readings that are under way. Thread-safe.</summary>
internal sealed class SendProgress(int count)
{
    private readonly Lock _gate = new();
    private readonly bool[] _isSettled = new bool[count];
    private readonly SortedDictionary<int, string> _refused = [];
    private TimeSpan? _wait;
    private volatile bool _isStopped;

    /// <summary>Whether no more are to be begun.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>Why it is not known what became of some; null when it is.</summary>
    public string? Away { get; private set; }

    /// <summary>A reading is stored, or refused for good.</summary>
    public void Settle(int index, string? refused)
    {
        lock (_gate)
        {
            _isSettled[index] = true;
            if (refused is not null) _refused[index] = refused;
        }
    }

    /// <summary>The receiver is overloaded.</summary>
    public void Wait(TimeSpan wait)
    {
        _isStopped = true;
        lock (_gate) _wait = _wait is { } longest && longest > wait ? longest : wait;
    }

    /// <summary>It is not known what became of a reading.</summary>
    public void Break(string reason)
    {
        _isStopped = true;
        lock (_gate) Away ??= reason;
    }

    /// <summary>Those that are settled at the front.</summary>
    public SendOutcome Outcome(IReadOnlyList<Reading> readings)
    {
        lock (_gate)
        {
            int taken = Array.IndexOf(_isSettled, false) is >= 0 and int first ? first : _isSettled.Length;
            return new SendOutcome(taken, [.. _refused.Where(r => r.Key < taken).Select(r => new ReadingRefusal(readings[r.Key].Number, r.Value))], _wait);
        }
    }
}
