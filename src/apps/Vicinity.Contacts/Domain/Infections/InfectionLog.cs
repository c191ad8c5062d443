namespace Vicinity.Contacts;

/// <summary>All infections of a run: who infected whom, and when each person infected others. Not thread-safe.</summary>
/// <param name="incubation">Ticks that a person is exposed, as in the parameters; nobody infects others at the tick of its own infection.</param>
/// <param name="infected">Ticks that a person is infected after it.</param>
public sealed class InfectionLog(int incubation, int infected)
{
    private readonly List<Infection> _all = [];
    private readonly Dictionary<int, List<int>> _of = [];
    private readonly Dictionary<int, int> _secondary = [];
    private bool _inOrder = true;

    /// <summary>A log for the times that parameters give.</summary>
    public InfectionLog(SimulationParameters parameters)
        : this(parameters.Incubation, parameters.InfectedTicks)
    {
    }

    /// <summary>Ticks that a person is exposed after its infection.</summary>
    public int Incubation { get; private set; } = incubation;

    /// <summary>Ticks that a person is infected after that.</summary>
    public int InfectedTicks { get; private set; } = infected;

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>The infections, by tick; those of a tick in the order in which they were added.</summary>
    public IReadOnlyList<Infection> All
    {
        get
        {
            Order();
            return _all;
        }
    }

    /// <summary>Takes down an infection. One that comes after later ones is sorted in when the log is read next.</summary>
    public void Add(Infection infection)
    {
        if (!_inOrder || (_all.Count > 0 && infection.Tick < _all[^1].Tick))
        {
            _all.Add(infection);
            _inOrder = false;
            return;
        }
        Append(infection);
    }

    /// <summary>The infections of a person, the first one first.</summary>
    public IEnumerable<Infection> Of(int person)
    {
        Order();
        return _of.TryGetValue(person, out List<int>? own) ? own.Select(i => _all[i]) : [];
    }

    /// <summary>Takes the times from other parameters, for all infections.</summary>
    public void Use(SimulationParameters parameters) => (Incubation, InfectedTicks) = (parameters.Incubation, parameters.InfectedTicks);

    /// <summary>How many people were infected by the infection with an index.</summary>
    public int SecondaryCases(int index)
    {
        Order();
        return _secondary.GetValueOrDefault(index);
    }

    /// <summary>First and last tick at which an infection infects others; the last is before the first where it never does.</summary>
    public (int From, int To) Infectious(Infection infection) => ((int)Math.Min(int.MaxValue, infection.Tick + Math.Max(1L, Incubation)), (int)Math.Min(int.MaxValue, infection.Tick + (long)Incubation + InfectedTicks - 1));

    /// <summary>Changes infections, or forgets those of which nothing is left.</summary>
    public void Rewrite(Func<Infection, Infection?> change)
    {
        Infection[] left = [.. _all.Select(change).Where(i => i is not null).Select(i => i!.Value)];
        _all.Clear();
        _all.AddRange(left);
        _inOrder = false;
    }

    private void Append(Infection infection)
    {
        if (!_of.TryGetValue(infection.Person, out List<int>? own)) _of[infection.Person] = own = new List<int>(1);
        own.Add(_all.Count);
        _all.Add(infection);
        if (infection.Source != Infection.FromTheStart && Causing(infection) is { } cause) _secondary[cause] = _secondary.GetValueOrDefault(cause) + 1;
    }

    private void Order()
    {
        if (_inOrder) return;
        Infection[] sorted = [.. _all.OrderBy(i => i.Tick)];
        _all.Clear();
        _of.Clear();
        _secondary.Clear();
        foreach (Infection infection in sorted) Append(infection);
        _inOrder = true;
    }

    /// <summary>The infection of its source that an infection comes from: the latest one that was infectious then.</summary>
    private int? Causing(Infection infection)
    {
        if (!_of.TryGetValue(infection.Source, out List<int>? own)) return null;
        for (int i = own.Count - 1; i >= 0; i--)
        {
            if (_all[own[i]].Tick < infection.Tick) return own[i];
        }
        return null;
    }
}
