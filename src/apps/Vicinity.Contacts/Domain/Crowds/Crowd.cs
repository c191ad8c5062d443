using System.Runtime.InteropServices;

namespace Vicinity.Contacts;

/// <summary>
/// Many people on one field, tick by tick. In a tick all move and their infections go on, as <see cref="Rules"/> says; then each hears all others within the
/// radius, and those who hear an infected one may be infected, from the nearest one (of equally near ones from the lowest number). Who is infected
/// at a tick is infected for <see cref="SimulationParameters.InfectedTicks"/> ticks, that one included, and infects others from the next one on.
/// The same rules and seed give the same run, and a run continues from any moment given its people (with interventions, whose queues and contacts are no state of
/// a person, by building it again: <see cref="RunPlan"/>). Allocates nothing in a tick once its lists have grown. Not thread-safe.
/// </summary>
public sealed class Crowd
{
    /// <summary>Most people of a crowd.</summary>
    public const int MaxPeople = 10_000_000;

    private readonly NeighbourGrid _grid = new();
    private readonly List<Contact> _contacts = [];
    private readonly List<Contact> _hits = [];
    private readonly List<Infection> _infections = [];
    private readonly List<int> _deaths = [];
    private readonly List<Infection> _arrivals = [];
    private Rules _rules;
    private Intervention? _intervention;
    private PersonState[] _people = [];
    private int _count;
    private int[] _threats = [];
    private Place[] _threatPlaces = [];

    /// <summary>An empty field.</summary>
    /// <param name="rules">The rules and the seed.</param>
    /// <param name="tick">The tick that has been last, where a run is continued.</param>
    public Crowd(Rules rules, int tick = 0) => (_rules, Tick) = (rules, tick);

    /// <summary>The tick that has been last.</summary>
    public int Tick { get; private set; }

    /// <summary>The parameters of the next tick.</summary>
    public SimulationParameters Parameters => _rules.Parameters;

    /// <summary>The people, by number. Valid until somebody is added.</summary>
    public ReadOnlySpan<PersonState> People => _people.AsSpan(0, _count);

    /// <summary>Who was within the radius of whom at the last tick.</summary>
    public ReadOnlySpan<Contact> Contacts => CollectionsMarshal.AsSpan(_contacts);

    /// <summary>The infections of the last tick, by person; those of people who came infected since the tick before are among them.</summary>
    public ReadOnlySpan<Infection> Infections => CollectionsMarshal.AsSpan(_infections);

    /// <summary>Who died at the last tick.</summary>
    public ReadOnlySpan<int> Deaths => CollectionsMarshal.AsSpan(_deaths);

    /// <summary>What has been done about the infection; all 0 where nothing is.</summary>
    public InterventionCounts Interventions => _intervention?.Counts ?? default;

    /// <summary>Who was told of contact with somebody positive at the last tick.</summary>
    public ReadOnlySpan<Notification> Notifications => _intervention is { } intervention ? intervention.Notifications : [];

    /// <summary>Whose positive test result came at the last tick.</summary>
    public ReadOnlySpan<int> Positives => _intervention is { } intervention ? intervention.Positives : [];

    /// <summary>Whether a person isolated at the last tick.</summary>
    public bool IsIsolated(int person) => _intervention?.IsIsolated(person, Tick) ?? false;

    /// <summary>Adds somebody, at a drawn place unless one is given.</summary>
    /// <returns>The person's number.</returns>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxPeople"/> people.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The place is not on the field.</exception>
    public int Add(bool infected = false, Place? at = null)
    {
        int person = Add(_rules.Begin(_count, Tick, infected, at));
        if (infected) _arrivals.Add(new Infection(person, Infection.FromTheStart, Tick, 0));
        return person;
    }

    /// <summary>Adds somebody as recorded, to continue a run.</summary>
    /// <returns>The person's number.</returns>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxPeople"/> people.</exception>
    public int Add(PersonState person)
    {
        if (_count == MaxPeople) throw new InvalidOperationException($"a crowd has {MaxPeople} people at most");
        if (_count == _people.Length) Array.Resize(ref _people, Math.Min(MaxPeople, Math.Max(16, _count + (_count / 2))));
        _people[_count] = person;
        return _count++;
    }

    /// <summary>
    /// Other parameters from the next tick on; the seed stays. Who is infected or immune stays so for as long as it was to be; a life that is longer than the new lifetime ends at the next tick.
    /// Without app or tests from then on, isolations end and what has been done about the infection is forgotten.
    /// </summary>
    /// <exception cref="ArgumentException">A parameter is out of its bounds, or the field becomes smaller: people could be outside. Then nothing has changed.</exception>
    public void Change(SimulationParameters parameters)
    {
        IReadOnlyList<ParameterProblem> problems = [.. parameters.Problems(), .. parameters.ProblemsAfter(_rules.Parameters)];
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
        _rules = new Rules(parameters, _rules.Draws.Seed);
    }

    /// <summary>Lets one tick pass.</summary>
    /// <returns>How many people are in each state after it.</returns>
    public HealthCounts Step()
    {
        bool avoid = _rules.Parameters.AvoidanceRadius > 0;
        if (avoid) LookAround();
        int tick = checked(++Tick);
        Span<PersonState> people = _people.AsSpan(0, _count);
        _contacts.Clear();
        _hits.Clear();
        _infections.Clear();
        _deaths.Clear();
        Intervention? intervention = Prepare();
        for (int i = 0; i < people.Length; i++)
        {
            ref PersonState person = ref people[i];
            if (!person.Alive) continue;
            _rules.Tick(ref person, i, tick, avoid && _threats[i] >= 0 ? _threatPlaces[i] : null, intervention is not null && intervention.IsIsolated(i, tick));
            if (!person.Alive) _deaths.Add(i);
        }
        double radius = _rules.Parameters.InfectionRadius;
        var hearing = new Hearing(this);
        if (intervention is null || _rules.Parameters.IsolatedMeet) _grid.Pairs(new Living(_people, _count), radius, ref hearing);
        else _grid.Pairs(new Abroad(_people, _count, intervention, tick), radius, ref hearing);
        Infect(people, tick);
        intervention?.After(tick, people, Contacts, _rules);
        return Count(people, tick);
    }

    private Intervention? Prepare()
    {
        if (!_rules.Parameters.Intervenes) return _intervention = null;
        _intervention ??= new Intervention();
        _intervention.Admit(_count, _rules);
        return _intervention;
    }

    /// <summary>For each person the nearest one who can be seen to be infected, before anybody moves.</summary>
    private void LookAround()
    {
        if (_threats.Length < _count) (_threats, _threatPlaces) = (new int[_people.Length], new Place[_people.Length]);
        _threats.AsSpan(0, _count).Fill(-1);
        var seeing = new Seeing(this);
        _grid.Pairs(new Living(_people, _count), _rules.Parameters.AvoidanceRadius, ref seeing);
    }

    private void Infect(Span<PersonState> people, int tick)
    {
        _infections.AddRange(_arrivals);
        _arrivals.Clear();
        // By person, then the nearest source, then the lowest number: nothing depends on the order in which the grid finds them.
        _hits.Sort(static (a, b) => a.One != b.One ? a.One.CompareTo(b.One)
            : a.SquaredDistance != b.SquaredDistance ? a.SquaredDistance.CompareTo(b.SquaredDistance) : a.Other.CompareTo(b.Other));
        foreach (Contact hit in CollectionsMarshal.AsSpan(_hits))
        {
            ref PersonState person = ref people[hit.One];
            if (person.Health != Health.Susceptible || !_rules.Infects(hit.One, hit.Other, tick, hit.SquaredDistance)) continue;
            _rules.Infect(ref person, hit.One, tick);
            _infections.Add(new Infection(hit.One, hit.Other, tick, Math.Sqrt(hit.SquaredDistance)));
        }
    }

    private static HealthCounts Count(ReadOnlySpan<PersonState> people, int tick)
    {
        Span<int> counts = stackalloc int[5];
        int deadInfected = 0;
        foreach (ref readonly PersonState person in people)
        {
            counts[(int)person.Health]++;
            if (person.DiedInfected) deadInfected++;
        }
        return new HealthCounts(tick, counts[0], counts[1], counts[2], counts[3], counts[4], deadInfected);
    }

    /// <summary>The living, for the grid.</summary>
    private readonly struct Living(PersonState[] people, int count) : IPointSource
    {
        public int Count => count;

        public bool TryGet(int number, out double x, out double y)
        {
            ref readonly PersonState person = ref people[number];
            (x, y) = (person.At.X, person.At.Y);
            return person.Alive;
        }
    }

    /// <summary>The living who do not isolate, for the grid.</summary>
    private readonly struct Abroad(PersonState[] people, int count, Intervention intervention, int tick) : IPointSource
    {
        public int Count => count;

        public bool TryGet(int number, out double x, out double y)
        {
            ref readonly PersonState person = ref people[number];
            (x, y) = (person.At.X, person.At.Y);
            return person.Alive && !intervention.IsIsolated(number, tick);
        }
    }

    /// <summary>Takes down contacts and who may be infected by whom.</summary>
    private readonly struct Hearing(Crowd crowd) : IPairVisitor
    {
        private readonly PersonState[] _people = crowd._people;

        public void Visit(int one, int other, double squaredDistance)
        {
            crowd._contacts.Add(new Contact(one, other, squaredDistance));
            Health first = _people[one].Health, second = _people[other].Health;
            if (first == Health.Infected && second == Health.Susceptible) crowd._hits.Add(new Contact(other, one, squaredDistance));
            else if (second == Health.Infected && first == Health.Susceptible) crowd._hits.Add(new Contact(one, other, squaredDistance));
        }
    }

    /// <summary>Takes down whom to keep away from: the nearest, of equally near ones the lowest number.</summary>
    private readonly struct Seeing(Crowd crowd) : IPairVisitor
    {
        private readonly PersonState[] _people = crowd._people;

        public void Visit(int one, int other, double squaredDistance)
        {
            if (_people[one].VisiblyInfected) Threaten(other, one, squaredDistance);
            if (_people[other].VisiblyInfected) Threaten(one, other, squaredDistance);
        }

        private void Threaten(int person, int threat, double squaredDistance)
        {
            int known = crowd._threats[person];
            if (known >= 0)
            {
                double before = _people[person].At.SquaredDistanceTo(crowd._threatPlaces[person]);
                if (before < squaredDistance || (before == squaredDistance && known < threat)) return;
            }
            (crowd._threats[person], crowd._threatPlaces[person]) = (threat, _people[threat].At);
        }
    }
}
