namespace Vicinity.Contacts;

/// <summary>
/// All meetings of a run, made from the contacts of each tick, and the meetings of each person. Contacts that come late, as those that a device kept while it
/// could not report, lengthen, join or precede the meetings that are there: the order in which contacts come does not change what is found. 33 bytes a
/// meeting, 4 a person, and 12 to 48 for each meeting that may still go on. Not thread-safe.
/// </summary>
public sealed class MeetingLog
{
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const int None = -1;
    private const int MarkEvery = 1024;

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

    private readonly int _gap, _slack;
    private readonly List<Entry[]> _chunks = [];
    private readonly OpenMeetings _open = new();
    private int[] _latest = [];
    private int _count;
    private int _joined;
    private int _latestTick;

    // By how many ticks a meeting has begun before one that was heard of earlier, and how long one has lasted: the most of all.
    private long _disorder, _longest;

    // The latest meeting of each person at some moments, so that who looks at the past need not go through all that came later.
    private readonly List<(int Tick, int[] Latest)> _marks = [];
    private int _markedAt;

    // The last tick of all meetings that are no longer among the open ones.
    private long _closedTo = int.MinValue;

    /// <param name="gap">Ticks without contact that do not end a meeting; 0 for none.</param>
    /// <param name="slack">Ticks by which contacts of some people may come later than those of others and still are found at once, for 24 bytes each meeting of so many ticks.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gap or the slack is not between 0 and 1,000,000.</exception>
    public MeetingLog(int gap = 0, int slack = 0)
    {
        if (gap is < 0 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(gap), gap, "a gap is 0 to 1,000,000 ticks");
        if (slack is < 0 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(slack), slack, "a slack is 0 to 1,000,000 ticks");
        (_gap, _slack) = (gap, slack);
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

    /// <summary>Reads a part of the meetings, so that many can be read while others are added. One that is joined to another meanwhile may be left out.</summary>
    /// <param name="from">0 for the first part, then what was returned.</param>
    /// <param name="meetings">Takes the meetings.</param>
    /// <param name="count">How many there are in this part.</param>
    /// <returns>Where the next part begins; null at the end.</returns>
    public int? ReadPart(int from, Span<Meeting> meetings, out int count)
    {
        count = 0;
        int index = from;
        for (; index < _count && count < meetings.Length; index++)
        {
            if (At(index).From >= 0) meetings[count++] = Read(in At(index));
        }
        return index < _count ? index : null;
    }

    /// <summary>Two people are in contact at a tick. A pair that comes twice in a tick counts once, with the smaller distance.</summary>
    /// <returns>False where the contact may belong to meetings that do not go on: then nothing changed, and it is one for <see cref="AddLate(int, IReadOnlyCollection{LateContact})"/>.</returns>
    /// <exception cref="ArgumentException">A person meets itself, or a number or the tick is negative.</exception>
    public bool TryAdd(int person, int with, int tick, double squaredDistance) => TryAdd(person, with, tick, tick, squaredDistance);

    /// <summary>Two people are in contact from a tick to another, both included.</summary>
    /// <returns>False where the contact may belong to meetings that do not go on: then nothing changed, and it is one for <see cref="AddLate(int, IReadOnlyCollection{LateContact})"/>.</returns>
    /// <exception cref="ArgumentException">A person meets itself, a number or a tick is negative, or the contact ends before it begins.</exception>
    public bool TryAdd(int person, int with, int from, int to, double squaredDistance)
    {
        Check(person, with, from, to);
        (int one, int other) = person < with ? (person, with) : (with, person);
        ref int known = ref _open.Find(one, other);
        if (known == None)
        {
            if (from - _closedTo <= _gap + 1L) return false;
        }
        else
        {
            ref Entry meeting = ref At(known);
            if (from < meeting.From) return false;
            if (from - (long)meeting.To <= _gap + 1L)
            {
                Extend(ref meeting, from, to, squaredDistance);
                _latestTick = Math.Max(_latestTick, to);
                return true;
            }
        }
        _latestTick = Math.Max(_latestTick, to);
        Open(one, other, Append(one, other, from, to, squaredDistance));
        return true;
    }

    /// <summary>Adds contacts of one person that come late. The work grows with their number and that of the person's meetings, not with their product.</summary>
    /// <exception cref="ArgumentException">The person meets itself, or a number or a tick is negative.</exception>
    public void AddLate(int person, IReadOnlyCollection<LateContact> contacts)
    {
        foreach (LateContact contact in contacts) Check(person, contact.With, contact.From, contact.To);
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
            _latestTick = Math.Max(_latestTick, contact.To);
        }
    }

    /// <summary>Forgets all meetings of a person. No contact of it may be added later.</summary>
    public void Forget(int person)
    {
        for (int index = person >= 0 && person < _latest.Length ? _latest[person] : None; index != None; index = EarlierOf(in At(index), person)) Forget(ref At(index));
    }

    /// <summary>Forgets the meetings that ended before a tick.</summary>
    public void ForgetBefore(int tick)
    {
        for (int i = 0; i < _count; i++)
        {
            if (At(i).To < tick) Forget(ref At(i));
        }
    }

    private void Forget(ref Entry meeting)
    {
        if (meeting.From < 0) return;
        // A tick so long ago that no later contact goes on with it.
        (meeting.From, meeting.To, meeting.SquaredClosest) = (None, None - _gap - 1, 0);
        _joined++;
    }

    /// <summary>Makes a meeting the one that the pair's next contact may go on with.</summary>
    private void Open(int one, int other, int index)
    {
        ref int known = ref _open.Find(one, other);
        if (known == None)
        {
            if (_open.IsFull)
            {
                _open.Rebuild(GoesOn);
                known = ref _open.Find(one, other);
            }
            _open.Added();
        }
        known = index;
    }

    /// <summary>Whether a contact can still lengthen a meeting; the end of one that is let go is noted.</summary>
    private bool GoesOn(int index)
    {
        int to = At(index).To;
        if (_latestTick - (long)to <= _gap + 1L + _slack) return true;
        _closedTo = Math.Max(_closedTo, to);
        return false;
    }

    private void AddLate(int one, int other, LateContact contact, List<int> meetings)
    {
        // The first meeting of the pair that does not end too long before the contact.
        int low = 0, high = meetings.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (contact.From - (long)At(meetings[middle]).To > _gap + 1L) low = middle + 1;
            else high = middle;
        }
        if (low == meetings.Count || At(meetings[low]).From - (long)contact.To > _gap + 1L)
        {
            meetings.Insert(low, Append(one, other, contact.From, contact.To, contact.SquaredDistance));
            return;
        }
        Extend(ref At(meetings[low]), contact.From, contact.To, contact.SquaredDistance);
        // Where the gap to the next meeting is closed, that one takes in the earlier one, because it is the one that may go on.
        int last = low;
        while (last + 1 < meetings.Count && At(meetings[last + 1]).From - (long)At(meetings[last]).To <= _gap + 1L)
        {
            ref Entry meeting = ref At(meetings[last]), next = ref At(meetings[last + 1]);
            Extend(ref next, meeting.From, meeting.To, meeting.SquaredClosest);
            meeting.From = None;
            last++;
        }
        meetings.RemoveRange(low, last - low);
        _joined += last - low;
    }

    private static void Check(int person, int with, int from, int to)
    {
        if (person == with || person < 0 || with < 0) throw new ArgumentException($"person {person} does not meet {with}");
        if (from < 0) throw new ArgumentException($"tick {from} is before the first one, 0");
        if (to < from) throw new ArgumentException($"a contact does not end at tick {to} before it begins at {from}");
    }

    private void Extend(ref Entry meeting, int from, int to, double squaredDistance)
    {
        if (from < meeting.From)
        {
            meeting.From = from;
            _disorder = Math.Max(_disorder, (long)_latestTick - from);
        }
        meeting.To = Math.Max(meeting.To, to);
        _longest = Math.Max(_longest, (long)meeting.To - meeting.From);
        if (squaredDistance < meeting.SquaredClosest) meeting.SquaredClosest = squaredDistance;
    }

    private static int EarlierOf(ref readonly Entry entry, int person) => entry.One == person ? entry.EarlierOfOne : entry.EarlierOfOther;

    /// <summary>The meetings of a person, the one heard of last first.</summary>
    public PersonMeetings Of(int person) => new(this, person, int.MinValue, int.MaxValue);

    /// <summary>The meetings of a person that have a tick in common with a range, both ends included, the one heard of last first. The work grows with the meetings around the range, not with all of the person's.</summary>
    public PersonMeetings Of(int person, int from, int to) => new(this, person, from, to);

    /// <summary>The latest meeting of a person, but for ones that surely begin after a tick.</summary>
    private int LatestOf(int person, int to)
    {
        if ((uint)person >= (uint)_latest.Length) return None;
        // The first moment after which all meetings begin later than the tick.
        int low = 0, high = _marks.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_marks[middle].Tick - _disorder > to) high = middle;
            else low = middle + 1;
        }
        if (low == _marks.Count) return _latest[person];
        int[] then = _marks[low].Latest;
        return person < then.Length ? then[person] : None;
    }

    private int Append(int one, int other, int from, int to, double squaredDistance)
    {
        if (_count == int.MaxValue) throw new InvalidOperationException($"a run holds {int.MaxValue} meetings at most");
        if (other >= _latest.Length)
        {
            int before = _latest.Length;
            Array.Resize(ref _latest, (int)Math.Min(Array.MaxLength, Math.Max(other + 1L, before * 2L)));
            _latest.AsSpan(before).Fill(None);
        }
        People = Math.Max(People, other + 1);
        if (_count - (long)_markedAt >= Math.Max(MarkEvery, 4L * People))
        {
            _marks.Add((_latestTick, _latest[..People]));
            _markedAt = _count;
        }
        _disorder = Math.Max(_disorder, (long)_latestTick - from);
        _longest = Math.Max(_longest, (long)to - from);
        if (_count >> ChunkBits == _chunks.Count) _chunks.Add(new Entry[1 << ChunkBits]);
        int index = _count++;
        At(index) = new Entry
        {
            One = one,
            Other = other,
            From = from,
            To = to,
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
        private readonly int _person, _from, _to;
        private readonly long _stop;
        private int _next;

        internal PersonMeetings(MeetingLog log, int person, int from, int to)
        {
            (_log, _person, _from, _to) = (log, person, from, to);
            // Whoever was heard of before a meeting that began so early has ended before the range.
            _stop = from - log._longest - log._disorder;
            _next = log.LatestOf(person, to);
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
                if (entry.From < 0 || entry.From > _to) continue;
                if (entry.From < _stop) break;
                if (entry.To < _from) continue;
                Current = Read(in entry);
                return true;
            }
            _next = None;
            return false;
        }

        /// <summary>Itself, as foreach wants it.</summary>
        public readonly PersonMeetings GetEnumerator() => this;
    }
}
