using System.Runtime.InteropServices;

namespace Vicinity.Contacts;

/// <summary>The course of an infection among recorded people, by the same rules as in a crowd; where they go is recorded. Not thread-safe.</summary>
internal sealed class RecordedCourse(RecordingOptions options)
{
    private readonly Rules _rules = new(options.Parameters with { Lifetime = 0 }, options.Seed);
    private readonly Dictionary<int, (PersonState State, int Tick)> _people = [];
    private readonly List<(int Person, int Source, double SquaredDistance)> _hits = [];
    private readonly Dictionary<int, int> _sources = [];
    private readonly HashSet<int> _reached = [];

    /// <summary>People who have been seen.</summary>
    public int People => _people.Count;

    /// <summary>How many people have been infected, once or more often.</summary>
    public int Reached => _reached.Count;

    /// <summary>Somebody is there at a tick: what became of its infection since it was last seen.</summary>
    public void Come(int person, int tick)
    {
        ref (PersonState State, int Tick) known = ref CollectionsMarshal.GetValueRefOrAddDefault(_people, person, out bool exists);
        if (!exists)
        {
            known = (_rules.Begin(person, tick, options.Infected.Contains(person)), tick);
            if (options.Infected.Contains(person)) _reached.Add(person);
            return;
        }
        // After one course of an infection nothing changes any more until the next contact.
        long course = options.Parameters.Incubation + (long)options.Parameters.InfectedTicks + options.Parameters.ImmuneTicks;
        for (long left = Math.Min(tick - (long)known.Tick, course); left > 0 && known.State.Left > 0; left--) _rules.Tick(ref known.State, person, tick, isolated: true);
        known.Tick = tick;
    }

    /// <summary>Two people are in contact at the tick.</summary>
    public void Meet(int one, int other, double squaredDistance)
    {
        Health first = _people[one].State.Health, second = _people[other].State.Health;
        if (first == Health.Infected && second == Health.Susceptible) _hits.Add((other, one, squaredDistance));
        else if (second == Health.Infected && first == Health.Susceptible) _hits.Add((one, other, squaredDistance));
    }

    /// <summary>All contacts of the tick are known: who was infected, and by whom. Who is infected now infects others from the next tick on.</summary>
    public IReadOnlyDictionary<int, int> Infect(int tick)
    {
        _sources.Clear();
        _hits.Sort(static (a, b) => a.Person != b.Person ? a.Person.CompareTo(b.Person)
            : a.SquaredDistance != b.SquaredDistance ? a.SquaredDistance.CompareTo(b.SquaredDistance) : a.Source.CompareTo(b.Source));
        foreach ((int person, int source, double squared) in _hits)
        {
            ref (PersonState State, int Tick) known = ref CollectionsMarshal.GetValueRefOrNullRef(_people, person);
            if (!_rules.Infects(person, source, tick, squared) || !_rules.Infect(ref known.State, person, tick)) continue;
            _sources[person] = source;
            _reached.Add(person);
        }
        _hits.Clear();
        return _sources;
    }

    /// <summary>Where a person stands.</summary>
    public Health HealthOf(int person) => _people[person].State.Health;
}
