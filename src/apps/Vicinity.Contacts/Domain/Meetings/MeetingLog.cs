namespace Vicinity.Contacts;

/// <summary>
/// All meetings of a run, made from the contacts of each tick, and the meetings of each person. 32 bytes a meeting, 4 a person, and 12 to 48 for each
/// meeting that may still go on. Not thread-safe.
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

    /// <param name="gap">Ticks without contact that do not end a meeting; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gap is not between 0 and 1,000,000.</exception>
    public MeetingLog(int gap = 0)
    {
        if (gap is < 0 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(gap), gap, "a gap is 0 to 1,000,000 ticks");
        _gap = gap;
    }

    /// <summary>Number of meetings.</summary>
    public int Count => _count;

    /// <summary>Highest number of a person who met somebody, plus 1.</summary>
    public int People { get; private set; }

    /// <summary>A meeting, in the order in which they began.</summary>
    public Meeting this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_count) throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {_count} meetings");
            return Read(in At(index));
        }
    }

    /// <summary>Two people are in contact at a tick. Ticks come in order; a pair that comes twice in a tick counts once, with the smaller distance.</summary>
    /// <exception cref="ArgumentException">A person meets itself, or the tick is before one that has been seen of this pair.</exception>
    public void Add(int person, int with, int tick, double squaredDistance)
    {
        if (person == with || person < 0 || with < 0) throw new ArgumentException($"person {person} does not meet {with}");
        (int one, int other) = person < with ? (person, with) : (with, person);
        ref int known = ref _open.Find(one, other);
        if (known != None)
        {
            ref Entry meeting = ref At(known);
            if (tick < meeting.To) throw new ArgumentException($"tick {tick} comes after tick {meeting.To}");
            if (tick - meeting.To <= _gap + 1)
            {
                meeting.To = tick;
                if (squaredDistance < meeting.SquaredClosest) meeting.SquaredClosest = squaredDistance;
                return;
            }
        }
        if (_open.IsFull)
        {
            _open.Rebuild(index => tick - At(index).To <= _gap + 1);
            known = ref _open.Find(one, other);
        }
        if (known == None) _open.Added();
        known = Append(one, other, tick, squaredDistance);
    }

    /// <summary>The meetings of a person, the latest to begin first.</summary>
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

        /// <summary>Goes to the meeting that began before.</summary>
        public bool MoveNext()
        {
            if (_next == None) return false;
            ref readonly Entry entry = ref _log.At(_next);
            Current = Read(in entry);
            _next = entry.One == _person ? entry.EarlierOfOne : entry.EarlierOfOther;
            return true;
        }

        /// <summary>Itself, as foreach wants it.</summary>
        public readonly PersonMeetings GetEnumerator() => this;
    }
}
