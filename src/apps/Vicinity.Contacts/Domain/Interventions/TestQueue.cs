namespace Vicinity.Contacts;

/// <summary>
/// Who wants a test, who waits for a result, and how many tests the day has left. Those with symptoms come before all others; within each the first comes first.
/// Each person is at most once in each list, so they are bounded by the people. Not thread-safe.
/// </summary>
internal sealed class TestQueue
{
    [Flags]
    private enum Standing : byte
    {
        None = 0,
        First = 1,
        Second = 2,
        Wants = 4,
        AwaitsResult = 8,
    }

    private readonly Queue<int> _first = new();
    private readonly Queue<int> _second = new();
    private readonly PriorityQueue<(int Person, bool Positive), (int Tick, long Order)> _results = new();
    private Standing[] _standing = [];
    private int _day = -1;
    private int _today;
    private long _order;

    /// <summary>People who want a test and have not had it.</summary>
    public int Waiting { get; private set; }

    /// <summary>Somebody wants a test; who waits for it already does not wait twice.</summary>
    /// <returns>False where the person waits for a result: it cannot be tested again before that.</returns>
    public bool Want(int person, bool symptoms)
    {
        if (person >= _standing.Length) Array.Resize(ref _standing, (int)Math.Min(Array.MaxLength, person + (person / 2L) + 16));
        ref Standing standing = ref _standing[person];
        if (standing.HasFlag(Standing.AwaitsResult)) return false;
        if (!standing.HasFlag(Standing.Wants)) Waiting++;
        standing |= Standing.Wants;
        Standing wanted = symptoms ? Standing.First : Standing.Second;
        if (standing.HasFlag(wanted)) return true;
        standing |= wanted;
        (symptoms ? _first : _second).Enqueue(person);
        return true;
    }

    /// <summary>Takes the next one for a test; false where nobody waits or the day's tests are used up.</summary>
    public bool TryTake(int day, int capacity, out int person)
    {
        if (day != _day) (_day, _today) = (day, 0);
        person = -1;
        while (_today < capacity)
        {
            Standing from = _first.Count > 0 ? Standing.First : Standing.Second;
            if (!(from == Standing.First ? _first : _second).TryDequeue(out person)) return false;
            ref Standing standing = ref _standing[person];
            standing &= ~from;
            if (!standing.HasFlag(Standing.Wants)) continue;
            standing &= ~Standing.Wants;
            Waiting--;
            return true;
        }
        return false;
    }

    /// <summary>The one who was taken has been tested, which uses up a test of the day; without it nothing is used.</summary>
    public void Tested(int person, bool positive, int due)
    {
        _today++;
        _standing[person] |= Standing.AwaitsResult;
        _results.Enqueue((person, positive), (due, _order++));
    }

    /// <summary>Takes the next result that is due.</summary>
    public bool TryResult(int tick, out int person, out bool positive)
    {
        (person, positive) = (-1, false);
        if (!_results.TryPeek(out _, out (int Tick, long Order) due) || due.Tick > tick) return false;
        (person, positive) = _results.Dequeue();
        _standing[person] &= ~Standing.AwaitsResult;
        return true;
    }
}
