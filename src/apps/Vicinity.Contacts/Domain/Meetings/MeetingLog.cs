namespace Vicinity.Contacts;

/// <summary>
/// All meetings of a run, made from the contacts of each tick, and the meetings of each person. Contacts that come late, as those that a device kept while it
/// could not report, lengthen, join or precede the meetings that are there: the order in which contacts come does not change what is found. 32 bytes a
/// meeting, 4 a person, and 12 to 48 for each meeting that may still go on. Not thread-safe.
/// </summary>
public sealed class MeetingLog
{
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const int None = -1;

    private struct Entry
    {
        public int One;
        public int Other;
        public int From;
        public int To;
        public double SquaredClosest;
        public int EarlierOfOne;
        public int EarlierOfOther;
    }

    private readonly int _gap;
    private readonly List<Entry[]> _chunks = [];
    private readonly OpenMeetings _open = new();
    private int[] _latest = [];
    private int _count;
    private int _joined;
    private int _latestTick;

    /// <param name="gap">Ticks without contact that do not end a meeting; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gap is not between 0 and 1,000,000.</exception>
    public MeetingLog(int gap = 0)
    {
        if (gap is < 0 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(gap), gap, "a gap is 0 to 1,000,000 ticks");
        _gap = gap;
    }

    /// <summary>Number of meetings.</summary>
    public int Count => _count - _joined;

    /// <summary>Highest number of a person who met somebody, plus 1.</summary>
    public int People { get; private set; }

    /// <summary>The meetings, in the order in which they were first heard of.</summary>
    public IEnumerable<Meeting> All
    {
        get
        {
            for (int i = 0; i < _count; i++)
            {
                if (At(i).From >= 0) yield return Read(in At(i));
            }
        }
    }

    /// <summary>Two people are in contact at a tick. A pair that comes twice in a tick counts once, with the smaller distance.</summary>
    /// <returns>False where the contact is older than the latest one that was added and belongs to no meeting that goes on: then nothing changed, and it is one for <see cref="AddLate(int, IReadOnlyCollection{LateContact})"/>.</returns>
    /// <exception cref="ArgumentException">A person meets itself, or a number or the tick is negative.</exception>
    public bool TryAdd(int person, int with, int tick, double squaredDistance)
    {
        Check(person, with, tick);
        (int one, int other) = person < with ? (person, with) : (with, person);
        ref int known = ref _open.Find(one, other);
        if (known != None)
        {
            ref Entry meeting = ref At(known);
            if (tick >= meeting.From && tick - meeting.To <= _gap + 1L)
            {
                Extend(ref meeting, tick, squaredDistance);
                _latestTick = Math.Max(_latestTick, tick);
                return true;
            }
        }
        if (tick < _latestTick) return false;
        _latestTick = tick;
        Open(one, other, Append(one, other, tick, squaredDistance));
        return true;
    }

    /// <summary>Adds contacts of one person that come late. The work grows with their number and that of the person's meetings, not with their product.</summary>
    /// <exception cref="ArgumentException">The person meets itself, or a number or a tick is negative.</exception>
    public void AddLate(int person, IReadOnlyCollection<LateContact> contacts)
    {
        foreach (LateContact contact in contacts) Check(person, contact.With, contact.Tick);
        var wanted = contacts.Select(c => c.With).ToHashSet();
        var met = new Dictionary<int, List<int>>();
        for (int index = person < _latest.Length ? _latest[person] : None; index != None; index = EarlierOf(in At(index), person))
        {
            ref readonly Entry entry = ref At(index);
            int with = entry.One == person ? entry.Other : entry.One;
            if (entry.From < 0 || !wanted.Contains(with)) continue;
            if (!met.TryGetValue(with, out List<int>? meetings)) met[with] = meetings = [];
            meetings.Add(index);
        }
        foreach (List<int> meetings in met.Values) meetings.Sort((a, b) => At(a).From.CompareTo(At(b).From));
        foreach (LateContact contact in contacts)
        {
            if (!met.TryGetValue(contact.With, out List<int>? meetings)) met[contact.With] = meetings = [];
            (int one, int other) = (Math.Min(person, contact.With), Math.Max(person, contact.With));
            AddLate(one, other, contact, meetings);
            // The pair's next contact may go on with what came late.
            Open(one, other, meetings[^1]);
            _latestTick = Math.Max(_latestTick, contact.Tick);
        }
    }

    /// <summary>Makes a meeting the one that the pair's next contact may go on with.</summary>
    private void Open(int one, int other, int index)
    {
        ref int known = ref _open.Find(one, other);
        if (known == None)
        {
            if (_open.IsFull)
            {
                _open.Rebuild(i => _latestTick - At(i).To <= _gap + 1L);
                known = ref _open.Find(one, other);
            }
            _open.Added();
        }
        known = index;
    }

    private void AddLate(int one, int other, LateContact contact, List<int> meetings)
    {
        // The first meeting of the pair that does not end too long before the contact.
        int low = 0, high = meetings.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (contact.Tick - At(meetings[middle]).To > _gap + 1L) low = middle + 1;
            else high = middle;
        }
        if (low == meetings.Count || At(meetings[low]).From - (long)contact.Tick > _gap + 1L)
        {
            meetings.Insert(low, Append(one, other, contact.Tick, contact.SquaredDistance));
            return;
        }
        ref Entry meeting = ref At(meetings[low]);
        Extend(ref meeting, contact.Tick, contact.SquaredDistance);
        if (low + 1 == meetings.Count) return;
        ref Entry next = ref At(meetings[low + 1]);
        if (next.From - (long)meeting.To > _gap + 1L) return;
        // The gap between two meetings is closed: the later one takes in the earlier one, because it is the one that may go on.
        next.From = meeting.From;
        next.SquaredClosest = Math.Min(next.SquaredClosest, meeting.SquaredClosest);
        meeting.From = None;
        meetings.RemoveAt(low);
        _joined++;
    }

    private static void Check(int person, int with, int tick)
    {
        if (person == with || person < 0 || with < 0) throw new ArgumentException($"person {person} does not meet {with}");
        if (tick < 0) throw new ArgumentException($"tick {tick} is before the first one, 0");
    }

    private static void Extend(ref Entry meeting, int tick, double squaredDistance)
    {
        meeting.From = Math.Min(meeting.From, tick);
        meeting.To = Math.Max(meeting.To, tick);
        if (squaredDistance < meeting.SquaredClosest) meeting.SquaredClosest = squaredDistance;
    }

    private static int EarlierOf(ref readonly Entry entry, int person) => entry.One == person ? entry.EarlierOfOne : entry.EarlierOfOther;

    /// <summary>The meetings of a person, the one heard of last first.</summary>
    public PersonMeetings Of(int person) => new(this, person);

    private int Append(int one, int other, int tick, double squaredDistance)
    {
        if (_count == int.MaxValue) throw new InvalidOperationException($"a run holds {int.MaxValue} meetings at most");
        if (other >= _latest.Length)
        {
            int before = _latest.Length;
            Array.Resize(ref _latest, (int)Math.Min(Array.MaxLength, Math.Max(other + 1L, before * 2L)));
            _latest.AsSpan(before).Fill(None);
        }
        People = Math.Max(People, other + 1);
        if (_count >> ChunkBits == _chunks.Count) _chunks.Add(new Entry[1 << ChunkBits]);
        int index = _count++;
        At(index) = new Entry
        {
            One = one,
            Other = other,
            From = tick,
            To = tick,
            SquaredClosest = squaredDistance,
            EarlierOfOne = _latest[one],
            EarlierOfOther = _latest[other],
        };
        _latest[one] = _latest[other] = index;
        return index;
    }

    private ref Entry At(int index) => ref _chunks[index >> ChunkBits][index & ChunkMask];

    private static Meeting Read(ref readonly Entry entry) => new(entry.One, entry.Other, entry.From, entry.To, Math.Sqrt(entry.SquaredClosest));

    /// <summary>The meetings of one person, for foreach; allocates nothing.</summary>
    public struct PersonMeetings
    {
        private readonly MeetingLog _log;
        private readonly int _person;
        private int _next;

        internal PersonMeetings(MeetingLog log, int person)
        {
            (_log, _person) = (log, person);
            _next = (uint)person < (uint)log._latest.Length ? log._latest[person] : None;
        }

        /// <summary>The meeting that has been reached.</summary>
        public Meeting Current { get; private set; }

        /// <summary>Goes to the meeting heard of before.</summary>
        public bool MoveNext()
        {
            while (_next != None)
            {
                ref readonly Entry entry = ref _log.At(_next);
                _next = EarlierOf(in entry, _person);
                if (entry.From < 0) continue;
                Current = Read(in entry);
                return true;
            }
            return false;
        }

        /// <summary>Itself, as foreach wants it.</summary>
        public readonly PersonMeetings GetEnumerator() => this;
    }
}
