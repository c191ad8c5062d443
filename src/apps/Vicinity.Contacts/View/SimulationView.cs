namespace Vicinity.Contacts;

/// <summary>
/// One simulation as the log tells it: its people, where they were, who met and infected whom. A message that comes twice changes nothing. Thread-safe.
/// </summary>
public sealed class SimulationView
{
    // Contacts may be told this long after they were; a device keeps them while it cannot report.
    private const int LatestMs = 24 * 3600 * 1000;

    private sealed class Person
    {
        public required Guid Id;
        public double X, Y;
        public Health Health;
        public long Time = long.MinValue;
        public int? Tick;
        public bool DiedInfected;
        public long FirstChange, Change;
        public bool IsForgotten;
    }

    private readonly Lock _gate = new();
    private readonly ContactsOptions _options;
    private readonly Dictionary<Guid, int> _numbers = [];
    private readonly List<Person> _people = [];
    private readonly MeetingLog _meetings = new(gap: 1, slack: 32);
    private readonly InfectionLog _infections;
    private readonly FrameHistory _frames;
    private readonly Curves _curves;
    private readonly int[] _counts = new int[5];
    private readonly ErasedPeople? _erased;
    private SimulationParameters _parameters;
    private readonly FramedCrowd _crowd;
    private int[] _crowdNumbers = [];
    private long? _origin;
    private int _deadInfected;
    private long _tooOld, _changes, _latest, _forgotten;

    /// <summary>A simulation of which nothing has been heard.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="erased">People of a crowd who are left out; reports of others come without erased people.</param>
    public SimulationView(string name, ContactsOptions options, ErasedPeople? erased = null)
    {
        (Name, _options, _erased, _parameters) = (name, options, erased, options.Parameters);
        _infections = new InfectionLog(options.Parameters);
        _frames = new FrameHistory(options.MostFixes);
        _curves = new Curves(options.MostTimelinePoints);
        _crowd = new FramedCrowd(options.MostPeople, options.MostOpenContacts);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Contacts that were left out because they were told more than a day late.</summary>
    public long TooOld
    {
        get
        {
            lock (_gate) return _tooOld;
        }
    }

    /// <summary>Time of the first and the last moment that can be shown, in Unix milliseconds; null where nothing is kept.</summary>
    public (long From, long To)? Range
    {
        get
        {
            lock (_gate) return _frames.Range;
        }
    }

    /// <summary>How many people were forgotten: whoever shows people has to begin anew when it changes.</summary>
    public long Forgotten
    {
        get
        {
            lock (_gate) return _forgotten;
        }
    }

    /// <summary>Times of the first message and of the latest one, in Unix milliseconds; null before the first.</summary>
    public (long First, long Latest)? Heard
    {
        get
        {
            lock (_gate) return _origin is { } origin ? (origin + LatestMs, _latest) : null;
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
            _infections.Use(parameters);
        }
    }

    /// <summary>Takes a message in.</summary>
    /// <returns>False where the person is one too many: the view holds <see cref="ContactsOptions.MostPeople"/>.</returns>
    public bool Take(PersonMessage message)
    {
        lock (_gate)
        {
            _origin ??= message.Time - LatestMs;
            _latest = Math.Max(_latest, message.Time);
            if (NumberOf(message.Person) is not { } number) return false;
            Person person = _people[number];
            int tick = TickOf(message, message.Time);
            // What is older than what is known of the person tells of contacts alone, and so does what comes after its death.
            if (IsNews(person, message) && person.Health != Health.Dead) Change(person, number, tick, message);
            Meet(number, tick, message);
            return true;
        }
    }

    /// <summary>Takes a frame of a crowd in; one that comes twice changes nothing.</summary>
    /// <exception cref="MessageException">It does not fit those before, or tells of more people or contacts than may be.</exception>
    public void Take(in CrowdFrame frame)
    {
        lock (_gate)
        {
            _origin ??= frame.Time - LatestMs;
            _latest = Math.Max(_latest, frame.Time);
            var seeing = new Seeing(this, frame);
            _crowd.Apply(frame, ref seeing);
        }
    }

    /// <summary>How many people are in each state now.</summary>
    public HealthCounts Counts
    {
        get
        {
            lock (_gate) return new HealthCounts(_curves.Latest, _counts[0], _counts[1], _counts[2], _counts[3], _counts[4], _deadInfected);
        }
    }

    /// <summary>The people who were heard of after a time, in Unix milliseconds.</summary>
    /// <param name="since">The time.</param>
    /// <param name="now">The time now, for who is lost.</param>
    public IReadOnlyList<SeenPerson> People(long since, long now)
    {
        lock (_gate) return [.. _people.Where(p => p.Change > 0 && p.Time > since).Select(p => Seen(p, now))];
    }

    /// <summary>The people of whom something was heard after a change, whatever their clocks say, and those who have come to be lost since.</summary>
    /// <param name="after">Number of the change; 0 for all people.</param>
    /// <param name="since">The time then, in Unix milliseconds.</param>
    /// <param name="now">The time now.</param>
    /// <returns>The people, and the number of the latest change.</returns>
    public (PeopleColumns People, long Change) Changed(long after, long since, long now)
    {
        var columns = new PeopleColumns();
        lock (_gate)
        {
            for (int i = 0; i < _people.Count; i++)
            {
                Person person = _people[i];
                bool isLost = IsLost(person, now);
                if (person.Change <= after && !(isLost && person.Change > 0 && !IsLost(person, since))) continue;
                bool isNew = person.FirstChange > after;
                int look = (int)person.Health + (isLost ? PeopleColumns.LostBit : 0) + (person.DiedInfected ? PeopleColumns.DiedInfectedBit : 0) + (isNew ? PeopleColumns.NewBit : 0);
                columns.Add(i, isNew ? person.Id : null, person.X, person.Y, look, now - person.Time);
            }
            return (columns, _changes);
        }
    }

    /// <summary>The simulation at a moment; null where nothing that old is kept.</summary>
    /// <param name="time">The moment, in Unix milliseconds.</param>
    public Moment? At(long time)
    {
        lock (_gate)
        {
            if (_frames.Range is not { } range || time < range.From) return null;
            var people = new Dictionary<int, SeenPerson>();
            int tick = 0;
            foreach ((int at, long when, IReadOnlyList<FrameHistory.Fix> fixes) in _frames.Before(time, Math.Max(_options.LostAfterMs * 3, time - range.To + _options.LostAfterMs)))
            {
                tick = Math.Max(tick, at);
                foreach (FrameHistory.Fix fix in fixes.Where(f => !_people[f.Person].IsForgotten))
                    people.TryAdd(fix.Person, new SeenPerson(_people[fix.Person].Id, fix.X, fix.Y, fix.Health, when, fix.Health != Health.Dead && time - when > _options.LostAfterMs, false));
            }
            for (int i = 0; i < _people.Count; i++)
            {
                if (_people[i] is { Health: Health.Dead, IsForgotten: false } dead && dead.Time <= time) people[i] = Seen(dead, time);
            }
            return new Moment(time, tick, [.. people.Values], _curves.At(time));
        }
    }

    /// <summary>How many people were in each state over time, at most so many points, evenly spread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 points are wanted.</exception>
    public IReadOnlyList<TimelinePoint> Timeline(long from, long to, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        lock (_gate) return _curves.Between(from, to, most);
    }

    /// <summary>The contacts of a person with infectious people; null where nobody of that id is known.</summary>
    public IReadOnlyList<(Guid To, long From, long Until, double Closest)>? ExposuresOf(Guid person)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(person, out int number)) return null;
            return [.. Exposures.Of(number, _meetings, _infections).Select(e => (_people[e.To].Id, _curves.TimeOf(e.From) ?? 0, _curves.TimeOf(e.Until) ?? 0, e.Closest))];
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
            if (!_numbers.TryGetValue(person, out int number)) return null;
            int when = tick ?? _infections.Of(number).Select(i => (int?)i.Tick).FirstOrDefault() ?? EdgeOf(number, backward);
            Trace trace = backward ? Tracer.Backward(_meetings, number, when, depth, infectious, limit) : Tracer.Forward(_meetings, number, when, depth, infectious, limit);
            return new PersonTrace([.. trace.Steps.Select(s => new PersonTraceStep(_people[s.Person].Id, s.Parent, s.Depth, s.Earliest, s.Latest))], trace.Complete);
        }
    }

    /// <summary>Reads meetings and infections while nothing changes; people are numbers, which <paramref name="read"/> can turn into ids.</summary>
    public TResult Read<TResult>(Func<MeetingLog, InfectionLog, Func<int, Guid>, TResult> read)
    {
        lock (_gate) return read(_meetings, _infections, number => _people[number].Id);
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
                next = _meetings.ReadPart(from, meetings, out int count);
                foreach (Meeting m in meetings.AsSpan(0, count)) told.Add((_people[m.One].Id, _people[m.Other].Id, m.From, m.To, _curves.TimeOf(m.From) ?? 0, _curves.TimeOf(m.To) ?? 0, m.Closest));
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
            IReadOnlyList<Infection> all = _infections.All;
            var told = new List<(Guid, Guid?, int, long, double)>();
            for (int i = after; i < all.Count && told.Count < most; i++)
                told.Add((_people[all[i].Person].Id, all[i].Source < 0 ? null : _people[all[i].Source].Id, all[i].Tick, _curves.TimeOf(all[i].Tick) ?? 0, all[i].Distance));
            return (told, all.Count);
        }
    }

    /// <summary>Adds all that is known of a person.</summary>
    public void Export(Guid person, List<PersonalState> states, List<PersonalContact> contacts, List<PersonalInfection> infections)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(person, out int number)) return;
            if (_people[number] is { Change: > 0 } known) states.Add(new PersonalState(Name, known.X, known.Y, MessageJson.Name(known.Health), known.Time));
            foreach (Meeting meeting in _meetings.Of(number))
                contacts.Add(new PersonalContact(Name, person, _people[meeting.With(number)].Id, _curves.TimeOf(meeting.From) ?? 0, _curves.TimeOf(meeting.To) ?? 0, meeting.Closest));
            foreach (Infection infection in _infections.All.Where(i => i.Person == number || i.Source == number))
                infections.Add(new PersonalInfection(Name, _people[infection.Person].Id, infection.Source < 0 ? null : _people[infection.Source].Id, _curves.TimeOf(infection.Tick), infection.Tick));
        }
    }

    /// <summary>Forgets a person: its places, contacts and infections, and that others were infected by it. Figures over time, which name nobody, stay as they are.</summary>
    /// <returns>Whether it was known.</returns>
    public bool Forget(Guid person)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(person, out int number)) return false;
            Forget([number]);
            return true;
        }
    }

    /// <summary>Forgets what is older than a time: people who have been silent since, contacts that had ended, infections, places.</summary>
    /// <param name="before">The time, in Unix milliseconds.</param>
    public void ForgetBefore(long before)
    {
        lock (_gate)
        {
            if (_origin is not { } origin || origin >= before) return;
            int tick = _curves.TickAt(before);
            _frames.ForgetBefore(before);
            _meetings.ForgetBefore(tick);
            _infections.Rewrite(i => i.Tick < tick ? null : i);
            int[] silent = [.. Enumerable.Range(0, _people.Count).Where(n => _people[n] is { IsForgotten: false, Time: > long.MinValue } person && person.Time < before)];
            if (silent.Length > 0) Forget(silent);
        }
    }

    private void Forget(int[] numbers)
    {
        foreach (int number in numbers)
        {
            Person person = _people[number];
            _numbers.Remove(person.Id);
            if (person.Time > long.MinValue)
            {
                _counts[(int)person.Health]--;
                if (person.DiedInfected) _deadInfected--;
                _curves.Leave(person.Health, person.DiedInfected);
            }
            _people[number] = new Person { Id = Guid.Empty, IsForgotten = true };
            _meetings.Forget(number);
        }
        HashSet<int> gone = [.. numbers];
        _infections.Rewrite(i => gone.Contains(i.Person) ? null : gone.Contains(i.Source) ? i with { Source = Infection.FromTheStart, Distance = 0 } : i);
        _frames.Forget(gone);
        _forgotten += numbers.Length;
    }

    private int EdgeOf(int number, bool last)
    {
        int edge = last ? 0 : int.MaxValue;
        foreach (Meeting meeting in _meetings.Of(number)) edge = last ? Math.Max(edge, meeting.To) : Math.Min(edge, meeting.From - 1);
        return edge == int.MaxValue ? 0 : edge;
    }

    private int? NumberOf(Guid id)
    {
        if (_numbers.TryGetValue(id, out int number)) return number;
        if (_people.Count >= _options.MostPeople) return null;
        _numbers[id] = _people.Count;
        _people.Add(new Person { Id = id });
        return _people.Count - 1;
    }

    /// <summary>Two ticks of a crowd may be in the same millisecond, so its ticks count.</summary>
    private static bool IsNews(Person person, PersonMessage message) => message.Tick is { } tick && person.Tick is { } known ? tick > known : message.Time > person.Time;

    private void Change(Person person, int number, int tick, PersonMessage message)
    {
        Health before = person.Health;
        bool isNew = person.Time == long.MinValue;
        person.Change = ++_changes;
        if (isNew) person.FirstChange = person.Change;
        (person.X, person.Y, person.Time, person.Tick) = (message.X, message.Y, message.Time, message.Tick);
        person.Health = message.Condition;
        if (!isNew) _counts[(int)before]--;
        _counts[(int)person.Health]++;
        if (!message.Alive)
        {
            person.DiedInfected = message.Infected;
            if (message.Infected) _deadInfected++;
        }
        // Of an infection that came and went while its device could not report, the end alone is told, with the source.
        bool isOver = message.InfectedBy is not null && person.Health is (Health.Immune or Health.Dead) && before is not (Health.Exposed or Health.Infected);
        if (isOver || (person.Health is Health.Exposed or Health.Infected && (isNew || before is Health.Susceptible or Health.Immune))) Infect(number, tick, message, isNew);
        _frames.Add(tick, message.Time, new FrameHistory.Fix(number, (float)message.X, (float)message.Y, person.Health));
        _curves.Add(tick, message.Time, isNew ? null : before, person.Health, !message.Alive && message.Infected);
    }

    private void Infect(int number, int tick, PersonMessage message, bool isNew)
    {
        int source = Infection.FromTheStart;
        double distance = 0;
        if (message.InfectedBy is { } by && NumberOf(by) is { } told) source = told;
        else if (!isNew && LikelySourceOf(message) is { } likely) (source, distance) = likely;
        // Who comes infected was so before its first tick, and infects others from that one on.
        else if (isNew) tick = Math.Max(0, tick - 1);
        _infections.Add(new Infection(number, source, tick, distance));
    }

    private (int Source, double Distance)? LikelySourceOf(PersonMessage message) =>
        LikelySource.Of(message.Contacts, person => _numbers.TryGetValue(person, out int known) && _people[known].Health == Health.Infected) is { } source && NumberOf(source.Person) is { } number
            ? (number, source.Distance ?? 0)
            : null;

    private void Meet(int number, int tick, PersonMessage message)
    {
        List<LateContact>? late = null;
        foreach (Heard heard in message.Contacts)
        {
            if (heard.Person == message.Person || NumberOf(heard.Person) is not { } other) continue;
            int at = message.Tick is null ? TickOf(message, heard.Time) : tick;
            if (at < 0)
            {
                _tooOld++;
                continue;
            }
            double squared = heard.Distance is { } distance ? distance * distance : 0;
            if (!_meetings.TryAdd(number, other, at, squared)) (late ??= []).Add(new LateContact(other, at, squared));
        }
        if (late is not null) _meetings.AddLate(number, late);
    }

    private int TickOf(PersonMessage message, long time) => message.Tick ?? (int)Math.Clamp((time - _origin!.Value) / 1000, -1, SimulationParameters.MaxTicks);

    private SeenPerson Seen(Person person, long now) =>
        new(person.Id, person.X, person.Y, person.Health, person.Time, IsLost(person, now), person.DiedInfected);

    private bool IsLost(Person person, long now) => person.Health != Health.Dead && now - person.Time > _options.LostAfterMs;

    /// <summary>The number, here, of a person of a crowd; null where there are too many people.</summary>
    private int? NumberOf(int person)
    {
        if (person >= _options.MostPeople) return null;
        if (person >= _crowdNumbers.Length) Array.Resize(ref _crowdNumbers, Math.Min(_options.MostPeople, Math.Max(person + 1, _crowdNumbers.Length * 2)));
        // 0 stands for a person of whom nothing has been told, -1 for one who was erased.
        int known = _crowdNumbers[person];
        if (known > 0) return _people[known - 1].IsForgotten ? null : known - 1;
        if (known < 0) return null;
        Guid id = PersonIds.Of(Name, person);
        if (_erased?.Has(id) == true)
        {
            _crowdNumbers[person] = -1;
            return null;
        }
        if (NumberOf(id) is not { } number) return null;
        _crowdNumbers[person] = number + 1;
        return number;
    }

    /// <summary>Takes down what a frame tells.</summary>
    private readonly struct Seeing(SimulationView view, CrowdFrame frame) : IFrameVisitor
    {
        public void Person(int person, int x, int y, Health health, bool diedInfected, bool isolated, int source)
        {
            if (view.NumberOf(person) is not { } number) return;
            Person seen = view._people[number];
            if (frame.Time <= seen.Time || seen.Health == Health.Dead) return;
            view.Change(seen, number, frame.Tick, new PersonMessage
            {
                Person = seen.Id,
                X = x,
                Y = y,
                Infected = health == Health.Infected || diedInfected,
                Alive = health != Health.Dead,
                Time = frame.Time,
                Health = health,
                InfectedBy = source >= 0 && view.NumberOf(source) is { } by ? view._people[by].Id : null,
            });
        }

        public void Contact(int one, int other, int from, int to, int squaredClosest)
        {
            if (view.NumberOf(one) is not { } number || view.NumberOf(other) is not { } with) return;
            if (!view._meetings.TryAdd(number, with, from, to, squaredClosest)) view._meetings.AddLate(number, [new LateContact(with, from, to, squaredClosest)]);
        }
    }
}
