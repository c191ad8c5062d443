namespace Vicinity.Contacts;

/// <summary>
/// The people of a simulation by number, and what was heard of each last. Those of whom something was heard after a change are found without looking at the others.
/// Some 120 bytes a person, of which 36 are for finding it by its id. Not thread-safe.
/// </summary>
/// <param name="most">Most people.</param>
internal sealed class PeopleTable(int most)
{
    private const int None = -1;

    /// <summary>What was heard of a person last.</summary>
    public struct Row
    {
        /// <summary>Who.</summary>
        public Guid Id;

        /// <summary>Where.</summary>
        public double X, Y;

        /// <summary>When, in Unix milliseconds; meaningless while nothing was heard of the person.</summary>
        public long Time;

        /// <summary>The earliest time that the person itself has told, in Unix milliseconds; <see cref="long.MaxValue"/> for none.</summary>
        public long First;

        /// <summary>The tick that it told; -1 where it told none.</summary>
        public int Tick;

        /// <summary>Number of the latest change; 0 for a person of whom only others have told.</summary>
        public long Change;

        /// <summary>Number of the first change.</summary>
        public long FirstChange;

        /// <summary>Where the person stands in the course of an infection.</summary>
        public Health Health;

        /// <summary>Whether the person was infected when it died.</summary>
        public bool DiedInfected;

        /// <summary>Whether the person isolates.</summary>
        public bool Isolated;

        /// <summary>Whether the person has left the simulation.</summary>
        public bool Left;

        /// <summary>Whether readers have been told that the person is lost.</summary>
        public bool Lost;

        /// <summary>Whether the person was erased, or forgotten after its time; its number is not given to anybody else.</summary>
        public bool Forgotten;

        /// <summary>Whether the person itself was heard of.</summary>
        public readonly bool IsHeard => Change > 0;

        /// <summary>Whether nothing more is to be heard of the person.</summary>
        public readonly bool IsGone => Left || Health == Health.Dead;

        /// <summary>Whether the person has been silent since before a time, though more was to be heard.</summary>
        public readonly bool IsLost(long before) => IsHeard && !IsGone && Time < before;

        // Neighbours in the order of changes.
        internal int Earlier, Later;
    }

    private readonly Dictionary<Guid, int> _numbers = [];
    private Row[] _rows = [];
    private int _latest = None;

    /// <summary>Number of people, the forgotten ones among them.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them were heard of themselves.</summary>
    public int Heard { get; private set; }

    /// <summary>Number of the latest change.</summary>
    public long Changes { get; private set; }

    /// <summary>The people by number, valid until somebody is added.</summary>
    public ReadOnlySpan<Row> Rows => _rows.AsSpan(0, Count);

    /// <summary>A person, valid until somebody is added.</summary>
    public ref Row this[int number] => ref _rows[number];

    /// <summary>Finds a person.</summary>
    public bool TryFind(Guid id, out int number) => _numbers.TryGetValue(id, out number);

    /// <summary>Finds a person, or takes it in.</summary>
    /// <returns>False where there are too many.</returns>
    public bool TryTakeIn(Guid id, out int number)
    {
        if (_numbers.TryGetValue(id, out number)) return true;
        if (Count >= most) return false;
        if (Count == _rows.Length) Array.Resize(ref _rows, (int)Math.Min(most, Math.Max(16, Count + (Count / 2L))));
        number = Count++;
        _rows[number] = new Row { Id = id, First = long.MaxValue, Earlier = None, Later = None };
        _numbers[id] = number;
        return true;
    }

    /// <summary>Something has changed of a person now.</summary>
    public void Touch(int number)
    {
        ref Row row = ref _rows[number];
        bool isNew = !row.IsHeard;
        row.Change = ++Changes;
        if (isNew)
        {
            row.FirstChange = row.Change;
            Heard++;
        }
        if (_latest == number) return;
        Unlink(in row);
        (row.Earlier, row.Later) = (_latest, None);
        if (_latest != None) _rows[_latest].Later = number;
        _latest = number;
    }

    /// <summary>Takes down who has come to be lost: a change like others, so that readers are told of it. All people are looked at.</summary>
    /// <param name="before">Who has been silent since before it is lost, in Unix milliseconds.</param>
    public void Lose(long before)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_rows[i].Lost || !_rows[i].IsLost(before)) continue;
            _rows[i].Lost = true;
            Touch(i);
        }
    }

    /// <summary>Forgets a person; its number stays without one.</summary>
    public void Forget(int number)
    {
        ref Row row = ref _rows[number];
        _numbers.Remove(row.Id);
        if (row.IsHeard)
        {
            Heard--;
            Unlink(in row);
            if (_latest == number) _latest = row.Earlier;
        }
        row = new Row { Forgotten = true, First = long.MaxValue, Earlier = None, Later = None };
    }

    /// <summary>Numbers of the people of whom something has changed after a change, in their order; 0 for all who were heard of.</summary>
    public List<int> ChangedAfter(long change)
    {
        // Where most have changed, to look at all in their order is less work than to sort them.
        if (Changes - change >= Heard / 4) return AllChangedAfter(change);
        var numbers = new List<int>((int)Math.Max(0, Changes - change));
        for (int number = _latest; number != None && _rows[number].Change > change; number = _rows[number].Earlier) numbers.Add(number);
        numbers.Sort();
        return numbers;
    }

    private List<int> AllChangedAfter(long change)
    {
        var numbers = new List<int>(Heard);
        for (int i = 0; i < Count; i++)
        {
            if (_rows[i].IsHeard && _rows[i].Change > change) numbers.Add(i);
        }
        return numbers;
    }

    private void Unlink(in Row row)
    {
        if (row.Later != None) _rows[row.Later].Earlier = row.Earlier;
        if (row.Earlier != None) _rows[row.Earlier].Later = row.Later;
    }
}
