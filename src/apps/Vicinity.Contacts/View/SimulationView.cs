namespace Vicinity.Contacts;

/// <summary>
/// One simulation as the log tells it: its people, where they were, who met and infected whom. A message that comes twice changes nothing. Thread-safe.
/// </summary>
public sealed class SimulationView
{
    // How often is looked who has come to be lost, in milliseconds.
    private const long LostEveryMs = 1000;

    private readonly Lock _gate = new();
    private readonly ContactsOptions _options;
    private readonly SimulationCourse _course;
    private readonly ReportIntake _reports;
    private readonly FrameIntake _frames;
    private SimulationParameters _parameters;
    private (long First, long Latest)? _heard;
    private long _lookedForLost = long.MinValue;

    /// <summary>A simulation of which nothing has been heard.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="erased">People of a crowd who are left out; reports of others come without erased people.</param>
    public SimulationView(string name, ContactsOptions options, ErasedPeople? erased = null)
    {
        (Name, _options, _parameters) = (name, options, options.Parameters);
        _course = new SimulationCourse(options);
        _reports = new ReportIntake(_course);
        _frames = new FrameIntake(name, _course, options, erased);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Contacts that were left out because they were told more than a day late.</summary>
    public long TooOld
    {
        get
        {
            lock (_gate) return _reports.TooOld;
        }
    }

    /// <summary>Time of the first and the last moment that can be shown, in Unix milliseconds; null where nothing is kept.</summary>
    public (long From, long To)? Range
    {
        get
        {
            lock (_gate) return _course.Frames.Range is { } kept ? (Math.Min(Math.Max(kept.From, _course.First ?? kept.From), kept.To), kept.To) : null;
        }
    }

    /// <summary>How many people were forgotten: whoever shows people has to begin anew when it changes.</summary>
    public long Forgotten
    {
        get
        {
            lock (_gate) return _course.Forgotten;
        }
    }

    /// <summary>Times of the first message and of the latest one, in Unix milliseconds; null before the first.</summary>
    public (long First, long Latest)? Heard
    {
        get
        {
            lock (_gate) return _course.First is { } first && _heard is { } heard ? (first, heard.Latest) : null;
        }
    }

    /// <summary>Parameters of the simulation: of its run, or those of the settings where its run is not known.</summary>
    public SimulationParameters Parameters
    {
        get
        {
            lock (_gate) return _parameters;
        }
    }

    /// <summary>Takes the parameters of the simulation's run.</summary>
    public void Use(SimulationParameters parameters)
    {
        lock (_gate)
        {
            _parameters = parameters;
            _course.Infections.Use(parameters);
        }
    }

    /// <summary>Takes a message in.</summary>
    /// <returns>False where the person is one too many: the view holds <see cref="ContactsOptions.MostPeople"/>.</returns>
    public bool Take(PersonMessage message)
    {
        lock (_gate)
        {
            Hear(message.Time);
            return _reports.Take(message);
        }
    }

    /// <summary>Takes a frame of a crowd in; one that comes twice changes nothing.</summary>
    /// <exception cref="MessageException">It does not fit those before, or tells of more people or contacts than may be.</exception>
    public void Take(in CrowdFrame frame)
    {
        lock (_gate)
        {
            Hear(frame.Time);
            _frames.Take(frame);
        }
    }

    /// <summary>How many people are in each state now.</summary>
    public HealthCounts Counts
    {
        get
        {
            lock (_gate) return Told(_course.Counts);
        }
    }

    /// <summary>The people who were heard of after a time, in Unix milliseconds.</summary>
    /// <param name="since">The time.</param>
    /// <param name="now">The time now, for who is lost.</param>
    public IReadOnlyList<SeenPerson> People(long since, long now)
    {
        lock (_gate)
        {
            var people = new List<SeenPerson>();
            foreach (ref readonly PeopleTable.Row row in _course.People.Rows)
            {
                if (row.IsHeard && row.Time > since) people.Add(Seen(in row, now));
            }
            return people;
        }
    }

    /// <summary>The people of whom something was heard after a change, whatever their clocks say, and those who have come to be lost since: within a second.</summary>
    /// <param name="after">Number of the change; 0 for all people.</param>
    /// <param name="now">The time now.</param>
    /// <returns>The people, and the number of the latest change.</returns>
    public (PeopleColumns People, long Change) Changed(long after, long now)
    {
        lock (_gate)
        {
            LookForLost(now);
            PeopleTable people = _course.People;
            List<int> changed = people.ChangedAfter(after);
            var columns = new PeopleColumns();
            foreach (int number in changed)
            {
                ref PeopleTable.Row row = ref people[number];
                bool isNew = row.FirstChange > after;
                int look = LookOf(row.Health, row.IsLost(now - _options.LostAfterMs), row.DiedInfected, row.Isolated, row.Left) + (isNew ? PeopleColumns.NewBit : 0);
                columns.Add(number, isNew ? row.Id : null, row.X, row.Y, look, now - row.Time);
            }
            return (columns, people.Changes);
        }
    }

    /// <summary>The simulation at a moment; null where nothing that old is kept.</summary>
    /// <param name="time">The moment, in Unix milliseconds.</param>
    public Moment? At(long time)
    {
        lock (_gate)
        {
            var people = new List<SeenPerson>();
            if (Range is not { } range || time < range.From || _course.Look(time, Add) is not { } tick) return null;
            return new Moment(time, Told(tick), people, Told(_course.Curves.At(time)));

            void Add(in FrameHistory.Fix fix, long when, bool diedInfected) =>
                people.Add(new SeenPerson(_course.People[fix.Person].Id, fix.X, fix.Y, fix.Health, when, WasLost(fix, when, time), diedInfected, fix.Isolated));
        }
    }

    /// <summary>The people at a moment in columns, each with its id; null where nothing that old is kept.</summary>
    /// <param name="time">The moment, in Unix milliseconds.</param>
    public PeopleColumns? ColumnsAt(long time)
    {
        lock (_gate)
        {
            var columns = new PeopleColumns();
            return Range is { } range && time >= range.From && _course.Look(time, Add) is not null ? columns : null;

            void Add(in FrameHistory.Fix fix, long when, bool diedInfected) => columns.Add(
                fix.Person, _course.People[fix.Person].Id, fix.X, fix.Y, LookOf(fix.Health, WasLost(fix, when, time), diedInfected, fix.Isolated, false) + PeopleColumns.NewBit, time - when);
        }
    }

    /// <summary>How many people were in each state over time, at most so many points, evenly spread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 points are wanted.</exception>
    public IReadOnlyList<TimelinePoint> Timeline(long from, long to, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        lock (_gate) return [.. _course.Curves.Between(Math.Max(from, _course.First ?? from), to, most).Select(p => p with { Counts = Told(p.Counts) })];
    }

    /// <summary>The contacts of a person with infectious people; null where nobody of that id is known.</summary>
    public IReadOnlyList<(Guid To, long From, long Until, double Closest)>? ExposuresOf(Guid person)
    {
        lock (_gate)
        {
            if (!_course.People.TryFind(person, out int number)) return null;
            return [.. Exposures.Of(number, _course.Meetings, _course.Infections).Select(e => (_course.People[e.To].Id, _course.Curves.TimeOf(e.From) ?? 0, _course.Curves.TimeOf(e.Until) ?? 0, e.Closest))];
        }
    }

    /// <summary>Traces a person; null where nobody of that id is known. Steps name people by their ids.</summary>
    /// <param name="person">Who.</param>
    /// <param name="backward">Whether to look for those by whom the person can have been infected.</param>
    /// <param name="depth">Most meetings on the way.</param>
    /// <param name="tick">When the person was infected; null for its first infection, or where it has none for the first meeting that it had (backward: the last).</param>
    /// <param name="infectious">Ticks for which somebody passes it on.</param>
    /// <param name="limit">Most steps.</param>
    public PersonTrace? TraceOf(Guid person, bool backward, int depth, int? tick, int infectious, int limit)
    {
        lock (_gate)
        {
            if (!_course.People.TryFind(person, out int number)) return null;
            int when = (tick is { } told ? (int?)Math.Clamp(told + (long)_course.Zero, 0, int.MaxValue) : null) ?? _course.Infections.Of(number).Select(i => (int?)i.Tick).FirstOrDefault() ?? EdgeOf(number, backward);
            Trace trace = backward ? Tracer.Backward(_course.Meetings, number, when, depth, infectious, limit) : Tracer.Forward(_course.Meetings, number, when, depth, infectious, limit);
            return new PersonTrace([.. trace.Steps.Select(s => new PersonTraceStep(_course.People[s.Person].Id, s.Parent, s.Depth, Told(s.Earliest), Told(s.Latest)))], trace.Complete);
        }
    }

    /// <summary>Reads meetings and infections while nothing changes; people are numbers, which <paramref name="read"/> can turn into ids.</summary>
    /// <remarks>Their ticks are counted from <see cref="FirstTick"/>.</remarks>
    public TResult Read<TResult>(Func<MeetingLog, InfectionLog, Func<int, Guid>, TResult> read)
    {
        lock (_gate) return read(_course.Meetings, _course.Infections, number => _course.People[number].Id);
    }

    /// <summary>The tick, as <see cref="Read{TResult}"/> has it, that everything else tells as tick 0.</summary>
    public int FirstTick
    {
        get
        {
            lock (_gate) return _course.Zero;
        }
    }

    /// <summary>All meetings, read part by part, so that reports go on being taken in.</summary>
    public IEnumerable<(Guid One, Guid Other, int FromTick, int ToTick, long From, long To, double Closest)> Meetings()
    {
        const int Part = 4096;
        var meetings = new Meeting[Part];
        var told = new List<(Guid, Guid, int, int, long, long, double)>(Part);
        for (int? next = 0; next is { } from;)
        {
            told.Clear();
            lock (_gate)
            {
                next = _course.Meetings.ReadPart(from, meetings, out int count);
                foreach (Meeting m in meetings.AsSpan(0, count)) told.Add((_course.People[m.One].Id, _course.People[m.Other].Id, Told(m.From), Told(m.To), _course.Curves.TimeOf(m.From) ?? 0, _course.Curves.TimeOf(m.To) ?? 0, m.Closest));
            }
            foreach (var meeting in told) yield return meeting;
        }
    }

    /// <summary>The infections by tick: of whom, by whom (null: from the start), at which tick, when, at which distance.</summary>
    /// <param name="after">How many of them to leave out.</param>
    /// <param name="most">Most infections.</param>
    /// <returns>The infections, and how many there are in all.</returns>
    public (IReadOnlyList<(Guid Person, Guid? Source, int Tick, long Time, double Distance)> Infections, int All) Infections(int after, int most)
    {
        lock (_gate)
        {
            IReadOnlyList<Infection> all = _course.Infections.All;
            var told = new List<(Guid, Guid?, int, long, double)>();
            for (int i = after; i < all.Count && told.Count < most; i++)
                told.Add((_course.People[all[i].Person].Id, all[i].Source < 0 ? null : _course.People[all[i].Source].Id, Told(all[i].Tick), _course.Curves.TimeOf(all[i].Tick) ?? 0, all[i].Distance));
            return (told, all.Count);
        }
    }

    /// <summary>Adds all that is known of a person.</summary>
    public void Export(Guid person, List<PersonalState> states, List<PersonalContact> contacts, List<PersonalInfection> infections)
    {
        lock (_gate)
        {
            if (!_course.People.TryFind(person, out int number)) return;
            if (_course.People[number] is { IsHeard: true } known) states.Add(new PersonalState(Name, known.X, known.Y, MessageJson.Name(known.Health), known.Time));
            foreach (Meeting meeting in _course.Meetings.Of(number))
                contacts.Add(new PersonalContact(Name, person, _course.People[meeting.With(number)].Id, _course.Curves.TimeOf(meeting.From) ?? 0, _course.Curves.TimeOf(meeting.To) ?? 0, meeting.Closest));
            foreach (Infection infection in _course.Infections.All.Where(i => i.Person == number || i.Source == number))
                infections.Add(new PersonalInfection(Name, _course.People[infection.Person].Id, infection.Source < 0 ? null : _course.People[infection.Source].Id, _course.Curves.TimeOf(infection.Tick), Told(infection.Tick)));
        }
    }

    /// <summary>Forgets a person: its places, contacts and infections, and that others were infected by it. Figures over time, which name nobody, stay as they are.</summary>
    /// <returns>Whether it was known.</returns>
    public bool Forget(Guid person)
    {
        lock (_gate)
        {
            if (!_course.People.TryFind(person, out int number)) return false;
            _course.Forget([number]);
            return true;
        }
    }

    /// <summary>Forgets what is older than a time: people who have been silent since, contacts that had ended, infections, places.</summary>
    /// <param name="before">The time, in Unix milliseconds.</param>
    public void ForgetBefore(long before)
    {
        lock (_gate)
        {
            if (_heard is { } heard && heard.First - ReportIntake.LatestMs < before) _course.ForgetBefore(before);
        }
    }

    private void Hear(long time) => _heard = _heard is { } heard ? (Math.Min(heard.First, time), Math.Max(heard.Latest, time)) : (time, time);

    private int Told(int tick) => tick - _course.Zero;

    private HealthCounts Told(HealthCounts counts) => counts with { Tick = Told(counts.Tick) };

    private void LookForLost(long now)
    {
        if (Math.Abs((double)now - _lookedForLost) < LostEveryMs) return;
        _lookedForLost = now;
        _course.People.Lose(now - _options.LostAfterMs);
    }

    private int EdgeOf(int number, bool last)
    {
        int edge = last ? 0 : int.MaxValue;
        foreach (Meeting meeting in _course.Meetings.Of(number)) edge = last ? Math.Max(edge, meeting.To) : Math.Min(edge, meeting.From - 1);
        return edge == int.MaxValue ? 0 : edge;
    }

    private static int LookOf(Health health, bool isLost, bool diedInfected, bool isolated, bool left) =>
        (int)health + (isLost ? PeopleColumns.LostBit : 0) + (diedInfected ? PeopleColumns.DiedInfectedBit : 0) + (isolated ? PeopleColumns.IsolatedBit : 0) + (left ? PeopleColumns.LeftBit : 0);

    private bool WasLost(in FrameHistory.Fix fix, long when, long time) => fix.Health != Health.Dead && time - when > _options.LostAfterMs;

    private SeenPerson Seen(in PeopleTable.Row person, long now) =>
        new(person.Id, person.X, person.Y, person.Health, person.Time, person.IsLost(now - _options.LostAfterMs), person.DiedInfected, person.Isolated, person.Left);
}
