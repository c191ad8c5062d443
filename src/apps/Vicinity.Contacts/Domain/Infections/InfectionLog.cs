namespace Vicinity.Contacts;

/// <summary>All infections of a run: who infected whom, and when each person infected others. Not thread-safe.</summary>
/// <param name="incubation">Ticks that a person is exposed, as in the parameters; nobody infects others at the tick of its own infection.</param>
/// <param name="infected">Ticks that a person is infected after it.</param>
public sealed class InfectionLog(int incubation, int infected)
{
    private readonly List<Infection> _all = [];
    private readonly Dictionary<int, List<int>> _of = [];
    private readonly Dictionary<int, int> _secondary = [];

    /// <summary>A log for the times that parameters give.</summary>
    public InfectionLog(SimulationParameters parameters)
        : this(parameters.Incubation, parameters.InfectedTicks)
    {
    }

    /// <summary>The infections, in the order in which they came.</summary>
    public IReadOnlyList<Infection> All => _all;

    /// <summary>Takes down an infection. Ticks come in order.</summary>
    /// <exception cref="ArgumentException">The tick is before that of the infection before.</exception>
    public void Add(Infection infection)
    {
        if (_all.Count > 0 && infection.Tick < _all[^1].Tick) throw new ArgumentException($"an infection at tick {infection.Tick} comes after one at tick {_all[^1].Tick}");
        if (!_of.TryGetValue(infection.Person, out List<int>? own)) _of[infection.Person] = own = new List<int>(1);
        own.Add(_all.Count);
        _all.Add(infection);
        if (infection.Source != Infection.FromTheStart && Causing(infection) is { } cause) _secondary[cause] = _secondary.GetValueOrDefault(cause) + 1;
    }

    /// <summary>The infections of a person, the first one first.</summary>
    public IEnumerable<Infection> Of(int person) => _of.TryGetValue(person, out List<int>? own) ? own.Select(i => _all[i]) : [];

    /// <summary>How many people were infected by the infection with an index.</summary>
    public int SecondaryCases(int index) => _secondary.GetValueOrDefault(index);

    /// <summary>First and last tick at which an infection infects others; the last is before the first where it never does.</summary>
    public (int From, int To) Infectious(Infection infection) => ((int)Math.Min(int.MaxValue, infection.Tick + Math.Max(1L, incubation)), (int)Math.Min(int.MaxValue, infection.Tick + (long)incubation + infected - 1));

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
