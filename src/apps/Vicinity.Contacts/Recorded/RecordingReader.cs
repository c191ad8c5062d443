using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// Reads a recording of people as the reports that their devices would have made: one for each person and moment, with its contacts. Of positions, those are
/// in contact who are within the radius of each other at the same moment; of recorded contacts the places are drawn up: each person has one of its own. Ticks
/// are the moments of positions, one after the other, and the slots of contacts. Not thread-safe, except for <see cref="Share"/>.
/// </summary>
public sealed class RecordingReader : ITraceReader<PersonMessage>
{
    /// <summary>Most people at one moment.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>Most contacts of a person at one moment.</summary>
    public const int MostContacts = 2_000;

    private const double TurnBetweenPlaces = 2.399963229728653;
    private const double RoomBetweenPlaces = 4.5;
    private const double Middle = 50;

    private readonly RecordingOptions _options;
    private readonly RecordedRows _rows;
    private readonly RecordingOutline _outline;
    private readonly RecordedCourse _course;
    private readonly NeighbourGrid _grid = new();
    private readonly Queue<TraceRow<PersonMessage>> _ready = new();
    private readonly List<(int Person, double X, double Y, long Line)> _present = [];
    private readonly Dictionary<int, int> _indexes = [];
    private readonly HashSet<(int, int)> _pairs = [];
    private readonly List<Contact> _contacts = [];
    private readonly List<List<Heard>?> _heard = [];
    private readonly Dictionary<int, (double X, double Y)> _places = [];
    private readonly int _firstTick;
    private RecordedRow? _next;
    private long? _start, _time;
    private int _moments;

    private RecordingReader(RecordedRows rows, RecordingOutline outline, RecordingOptions options, int firstTick)
    {
        (_rows, _outline, _options, _firstTick) = (rows, outline, options, firstTick);
        _course = new RecordedCourse(options);
        NextTick = firstTick;
    }

    /// <summary>What the recording holds.</summary>
    public RecordingKind Kind => _rows.Kind;

    /// <summary>The tick after the last one that was read; a further lap begins there.</summary>
    public int NextTick { get; private set; }

    /// <summary>How many people have been infected, once or more often.</summary>
    public int Reached => _course.Reached;

    /// <inheritdoc/>
    public TraceReport Report => _rows.Report;

    /// <inheritdoc/>
    public double Share => _rows.Share;

    /// <summary>Looks through a recording once.</summary>
    /// <exception cref="TraceFormatException">It is no recording of people.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordingOutline Look(string path, RecordingOptions options) => Look(TraceInput.OpenFile(path), options);

    /// <summary>Looks through a recording once, and closes it.</summary>
    /// <exception cref="TraceFormatException">It is no recording of people.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordingOutline Look(TraceInput input, RecordingOptions options)
    {
        using var rows = new RecordedRows(input, options.MaxLineLength);
        var people = new Dictionary<int, long>();
        long count = 0, first = 0, last = long.MinValue;
        int moments = 0;
        double left = double.MaxValue, right = double.MinValue, bottom = double.MaxValue, top = double.MinValue;
        while (rows.TryRead(out RecordedRow row))
        {
            if (count > 0 && row.Time < last) continue;
            if (count++ == 0) first = row.Time;
            if (row.Time != last) moments++;
            last = row.Time;
            See(row.One, row.Time);
            if (rows.Kind == RecordingKind.Contacts) See(row.Other, row.Time);
            (left, right, bottom, top) = (Math.Min(left, row.X), Math.Max(right, row.X), Math.Min(bottom, row.Y), Math.Max(top, row.Y));
        }
        if (count == 0) throw new TraceFormatException($"there is no row that can be used{(rows.Report.Problems is [{ } problem, ..] ? $"; the first, {problem}" : "")}");
        if (rows.Kind == RecordingKind.Positions) return new RecordingOutline(rows.Kind, count, people.Count, moments, (last - first) / 1000.0, left, bottom, right - left, top - bottom) { LastSeen = people };
        double side = Math.Max(2 * Middle, 2 * RoomBetweenPlaces * Math.Sqrt(people.Count));
        return new RecordingOutline(rows.Kind, count, people.Count, moments, (last - first) / 1000.0, 0, 0, side, side) { LastSeen = people };

        void See(int person, long time)
        {
            if (people.Count < Crowd.MaxPeople || people.ContainsKey(person)) people[person] = time;
        }
    }

    /// <summary>Opens a recording.</summary>
    /// <param name="path">The file.</param>
    /// <param name="outline">What <see cref="Look(string, RecordingOptions)"/> has found.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="firstTick">The tick of its first moment.</param>
    /// <exception cref="TraceFormatException">It is no recording of people.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordingReader Open(string path, RecordingOutline outline, RecordingOptions options, int firstTick = 0) =>
        Open(TraceInput.OpenFile(path), outline, options, firstTick);

    /// <inheritdoc cref="Open(string, RecordingOutline, RecordingOptions, int)"/>
    /// <param name="input">The recording, which the reader owns from now on.</param>
    /// <param name="outline">What <see cref="Look(TraceInput, RecordingOptions)"/> has found.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="firstTick">The tick of its first moment.</param>
    public static RecordingReader Open(TraceInput input, RecordingOutline outline, RecordingOptions options, int firstTick = 0) =>
        new(new RecordedRows(input, options.MaxLineLength), outline, options, firstTick);

    /// <inheritdoc/>
    public bool TryRead(out TraceRow<PersonMessage> row)
    {
        while (!_ready.TryDequeue(out row))
        {
            if (!ReadMoment()) return false;
        }
        Report.Good(row);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    /// <summary>Reads all rows of one moment and makes them reports.</summary>
    private bool ReadMoment()
    {
        _present.Clear();
        _indexes.Clear();
        _pairs.Clear();
        _contacts.Clear();
        while (_next is not null || TryNext())
        {
            RecordedRow row = _next!.Value;
            if (_present.Count > 0 && row.Time != _time) break;
            _time = row.Time;
            _next = null;
            if ((Kind == RecordingKind.Positions ? Stand(row) : Meet(row)) is { } reason) Report.Bad("line", _rows.Line, reason);
        }
        if (_present.Count == 0) return false;
        int tick = Kind == RecordingKind.Positions ? _firstTick + _moments : _firstTick + (int)Math.Min(int.MaxValue - _firstTick, (_time!.Value - _start!.Value) / (1000L * _options.SlotSeconds));
        _moments++;
        NextTick = tick + 1;
        if (Kind == RecordingKind.Positions)
        {
            var collector = new Collector(_contacts);
            _grid.Pairs(new Present(_present), _options.Parameters.InfectionRadius, ref collector);
        }
        Tell(tick, _time!.Value);
        return true;
    }

    private bool TryNext()
    {
        while (_rows.TryRead(out RecordedRow row))
        {
            if (_time is { } reached && row.Time < reached)
            {
                Report.Bad("line", _rows.Line, $"its time lies {(reached - row.Time) / 1000.0:0.###} s before that of a row above it: rows have to be in the order of time");
                continue;
            }
            _start ??= row.Time;
            _next = row;
            return true;
        }
        return false;
    }

    private string? Stand(RecordedRow row)
    {
        if (_indexes.ContainsKey(row.One)) return $"person {row.One} is at this moment twice";
        return Come(row.One, row.X - _outline.Left, row.Y - _outline.Bottom) < 0 ? TooMany() : null;
    }

    private string? Meet(RecordedRow row)
    {
        if (!_pairs.Add((Math.Min(row.One, row.Other), Math.Max(row.One, row.Other)))) return null;
        int one = IndexOf(row.One), other = one < 0 ? -1 : IndexOf(row.Other);
        if (other < 0) return TooMany();
        _contacts.Add(new Contact(one, other, double.NaN));
        return null;
    }

    private int IndexOf(int person)
    {
        if (_indexes.TryGetValue(person, out int index)) return index;
        (double x, double y) = PlaceOf(person);
        return Come(person, x, y);
    }

    private int Come(int person, double x, double y)
    {
        if (_present.Count == MostAtOnce) return -1;
        _indexes[person] = _present.Count;
        _present.Add((person, x, y, _rows.Line));
        return _present.Count - 1;
    }

    private static string TooMany() => $"more than {MostAtOnce} people are at this moment";

    /// <summary>Places on a spiral, each as far from the next as any (Vogel, 1979), in the order in which people are first seen.</summary>
    private (double X, double Y) PlaceOf(int person)
    {
        if (_places.TryGetValue(person, out (double X, double Y) place)) return place;
        double radius = RoomBetweenPlaces * Math.Sqrt(_places.Count + 0.5), angle = TurnBetweenPlaces * _places.Count, middle = _outline.Width / 2;
        place = (Math.Round(middle + (radius * Math.Cos(angle)), 2), Math.Round(middle + (radius * Math.Sin(angle)), 2));
        return _places[person] = place;
    }

    private void Tell(int tick, long time)
    {
        foreach ((int person, _, _, _) in _present) _course.Come(person, tick);
        while (_heard.Count < _present.Count) _heard.Add(null);
        foreach (Contact contact in _contacts)
        {
            double? distance = double.IsNaN(contact.SquaredDistance) ? null : Math.Sqrt(contact.SquaredDistance);
            Hear(contact.One, contact.Other, distance, time);
            Hear(contact.Other, contact.One, distance, time);
            _course.Meet(_present[contact.One].Person, _present[contact.Other].Person, distance is null ? 0 : contact.SquaredDistance);
        }
        IReadOnlyDictionary<int, int> sources = _course.Infect(tick);
        for (int i = 0; i < _present.Count; i++)
        {
            (int person, double x, double y, long line) = _present[i];
            Health health = _course.HealthOf(person);
            var message = new PersonMessage
            {
                Person = PersonIds.Of(_options.Simulation, person),
                X = Math.Round(x, 4),
                Y = Math.Round(y, 4),
                Infected = health == Health.Infected,
                Time = time,
                Health = health,
                Simulation = _options.Simulation,
                Tick = tick,
                InfectedBy = sources.TryGetValue(person, out int source) ? PersonIds.Of(_options.Simulation, source) : null,
                Left = _outline.LastSeen.TryGetValue(person, out long last) && time >= last,
                Contacts = _heard[i] ?? (IReadOnlyList<Heard>)[],
            };
            _heard[i] = null;
            _ready.Enqueue(new TraceRow<PersonMessage>(message, time, time, "line", line));
        }
    }

    private void Hear(int index, int other, double? distance, long time)
    {
        List<Heard> heard = _heard[index] ??= [];
        if (heard.Count == MostContacts)
        {
            Report.LeftOut("line", _present[index].Line, $"person {_present[index].Person} has more than {MostContacts} contacts at this moment");
            return;
        }
        heard.Add(new Heard(PersonIds.Of(_options.Simulation, _present[other].Person), time, distance, _course.HealthOf(_present[other].Person) == Health.Infected));
    }

    private readonly struct Present(List<(int Person, double X, double Y, long Line)> people) : IPointSource
    {
        public int Count => people.Count;

        public bool TryGet(int number, out double x, out double y)
        {
            (_, x, y, _) = people[number];
            return true;
        }
    }

    private readonly struct Collector(List<Contact> contacts) : IPairVisitor
    {
        public void Visit(int one, int other, double squaredDistance) => contacts.Add(new Contact(one, other, squaredDistance));
    }
}
