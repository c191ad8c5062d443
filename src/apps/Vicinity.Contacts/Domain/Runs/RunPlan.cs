using System.Globalization;

namespace Vicinity.Contacts;

/// <summary>
/// All that decides a run: the same plan gives the same run, byte for byte, so a run need not be stored to be shown again, continued or branched.
/// After a tick its change of parameters comes first, then its additions, in the order of the list. Pure, immutable, thread-safe as long as nobody changes its lists.
/// </summary>
public sealed record RunPlan
{
    /// <summary>Most people who come during a run.</summary>
    public const int MaxAdditions = 100_000;

    /// <summary>Most changes of the parameters.</summary>
    public const int MaxChanges = 1_000;

    /// <summary>People at the start, at drawn places.</summary>
    public int People { get; init; }

    /// <summary>How many of them are infected; they have the lowest numbers.</summary>
    public int Infected { get; init; }

    /// <summary>Seed of all that is drawn.</summary>
    public ulong Seed { get; init; }

    /// <summary>Parameters at the start.</summary>
    public SimulationParameters Parameters { get; init; } = new();

    /// <summary>Who comes later, by tick.</summary>
    public IReadOnlyList<Addition> Additions { get; init; } = [];

    /// <summary>Changes of the parameters, by tick, at most one a tick.</summary>
    public IReadOnlyList<ParameterChange> Changes { get; init; } = [];

    /// <summary>What is wrong with the plan, each with name, value, bound and reason. Empty where all is right.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value} and must be between {least} and {most}: {reason}"));
        }
        Between("additions", Additions.Count, 0, MaxAdditions, "each is applied whenever the run is built");
        Between("changes", Changes.Count, 0, MaxChanges, "each is applied whenever the run is built");
        if (problems.Count > 0) return problems;
        Between("people", People, 0, Crowd.MaxPeople - Additions.Count, $"with those who come later a crowd has {Crowd.MaxPeople} at most");
        Between("infected", Infected, 0, Math.Max(0, People), "no more than there are people");
        problems.AddRange(Parameters.Problems().Select(p => p.ToString()));
        SimulationParameters before = Parameters;
        int tick = -1;
        foreach (ParameterChange change in Changes)
        {
            Between("tick of a change", change.Tick, tick + 1, SimulationParameters.MaxTicks, "changes are in order, at most one a tick");
            problems.AddRange(change.Parameters.Problems().Select(p => p.ToString()));
            problems.AddRange(change.Parameters.ProblemsAfter(before).Select(p => p.ToString()));
            (tick, before) = (Math.Max(tick, change.Tick), change.Parameters);
        }
        tick = 0;
        foreach (Addition addition in Additions)
        {
            Between("tick of an addition", addition.Tick, tick, SimulationParameters.MaxTicks, "additions are in order");
            tick = Math.Max(tick, addition.Tick);
            if (addition.X is null != addition.Y is null) problems.Add($"an addition at tick {addition.Tick} has only one of x and y");
            SimulationParameters field = ParametersAfter(addition.Tick);
            if (addition.X is { } x) Between("x of an addition", x, 0, field.FieldWidth, "it is a place on the field");
            if (addition.Y is { } y) Between("y of an addition", y, 0, field.FieldHeight, "it is a place on the field");
        }
        return problems;
    }

    /// <summary>About how many contacts there are in a tick while all are on the field, each pair once: the most that any of its parameters gives.</summary>
    public double ContactsATick()
    {
        double people = People + (double)Additions.Count, most = Of(Parameters);
        foreach (ParameterChange change in Changes) most = Math.Max(most, Of(change.Parameters));
        return most;
        double Of(SimulationParameters p) => people * (people - 1) / 2 * Math.Min(1, Math.Max(1, Math.PI * p.InfectionRadius * p.InfectionRadius) / ((p.FieldWidth + 1.0) * (p.FieldHeight + 1.0)));
    }

    /// <summary>The parameters of the tick after a tick.</summary>
    public SimulationParameters ParametersAfter(int tick)
    {
        int low = 0, high = Changes.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Changes[middle].Tick <= tick) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? Parameters : Changes[low - 1].Parameters;
    }

    /// <summary>The crowd before the first tick.</summary>
    /// <exception cref="ArgumentException">The plan is wrong; the message says how.</exception>
    public Crowd Begin()
    {
        IReadOnlyList<string> problems = Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
        var crowd = new Crowd(new Rules(Parameters, Seed));
        for (int i = 0; i < People; i++) crowd.Add(infected: i < Infected);
        Follow(crowd);
        return crowd;
    }

    /// <summary>Lets one tick of the plan pass in a crowd that the plan began, then changes and adds what the plan has for that tick.</summary>
    /// <returns>How many people are in each state after the tick, those who come after it not among them.</returns>
    public HealthCounts Step(Crowd crowd)
    {
        HealthCounts counts = crowd.Step();
        Follow(crowd);
        return counts;
    }

    /// <summary>The crowd after a tick, built from the beginning: the work grows with the people and the ticks.</summary>
    /// <exception cref="ArgumentException">The plan is wrong; the message says how.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tick is before the start.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Crowd At(int tick, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        Crowd crowd = Begin();
        while (crowd.Tick < tick)
        {
            cancel.ThrowIfCancellationRequested();
            Step(crowd);
        }
        return crowd;
    }

    /// <summary>
    /// The plan of a branch: it is this one up to a tick. Without other parameters it is this one after it, too. With them it has them from then on in place of
    /// the changes that this one has there; who comes later comes to both, so that they can be compared.
    /// </summary>
    public RunPlan Branch(int tick, SimulationParameters? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        return parameters is null ? this : this with { Changes = [.. Changes.Where(c => c.Tick < tick), new ParameterChange(tick, parameters)] };
    }

    /// <summary>Changes and adds what the plan has for the tick that has been last: the second half of <see cref="Step"/>, for who looks at the tick before that.</summary>
    public void Follow(Crowd crowd)
    {
        SimulationParameters parameters = ParametersAfter(crowd.Tick);
        if (!ReferenceEquals(parameters, crowd.Parameters)) crowd.Change(parameters);
        for (int i = FirstAdditionAt(crowd.Tick); i < Additions.Count && Additions[i].Tick == crowd.Tick; i++)
            crowd.Add(Additions[i].Infected, Additions[i] is { X: { } x, Y: { } y } ? new Place(x, y) : null);
    }

    private int FirstAdditionAt(int tick)
    {
        int low = 0, high = Additions.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Additions[middle].Tick < tick) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
