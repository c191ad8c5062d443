namespace Vicinity.Contacts;

/// <summary>A run as the topic of runs tells it. Immutable.</summary>
public sealed record Run
{
    /// <summary>Longest name.</summary>
    public const int LongestName = 64;

    /// <summary>Most people who come during a run.</summary>
    public const int MostAdditions = 5_000;

    /// <summary>Most changes of its parameters, as branches of branches have them.</summary>
    public const int MostChanges = 100;

    /// <summary>Shortest tick, in milliseconds.</summary>
    public const int LeastTickMs = 10;

    /// <summary>Longest tick, in milliseconds.</summary>
    public const int MostTickMs = 3_600_000;

    /// <summary>Its name, which its reports carry as their simulation.</summary>
    public required string Name { get; init; }

    /// <summary>Of whoever began it; of two that begin one name at once the first one in the log has it. Empty where it was not told.</summary>
    public Guid Id { get; init; }

    /// <summary>Where its people come from.</summary>
    public RunKind Kind { get; init; }

    /// <summary>How far it is, as far as whoever runs it could tell.</summary>
    public RunState State { get; init; }

    /// <summary>When the state or the plan changed last, in Unix milliseconds.</summary>
    public long Changed { get; init; }

    /// <summary>When tick 0 was, in Unix milliseconds.</summary>
    public long Began { get; init; }

    /// <summary>Milliseconds of a tick.</summary>
    public int TickMs { get; init; } = 1000;

    /// <summary>Ticks after which it ends; 0 for never.</summary>
    public int Ticks { get; init; }

    /// <summary>What decides it; of devices and recordings the parameters alone hold.</summary>
    public RunPlan Plan { get; init; } = new();

    /// <summary>Where it left another run; null for a run of its own.</summary>
    public BranchPoint? BranchOf { get; init; }

    /// <summary>What is wrong with it, each with name, value, bound and reason.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Name.Length is 0 or > LongestName || Name.Any(char.IsControl)) problems.Add($"name has {Name.Length} characters and must have 1 to {LongestName}, none of them a control character");
        if (TickMs is < LeastTickMs or > MostTickMs) problems.Add($"tickMs is {TickMs} and must be between {LeastTickMs} and {MostTickMs}: people report once a tick");
        if (Ticks is < 0 or > SimulationParameters.MaxTicks) problems.Add($"ticks is {Ticks} and must be between 0 and {SimulationParameters.MaxTicks}: 0 is no end");
        if (Began < 0) problems.Add($"began is {Began}, before 1970: the run would have begun too long ago");
        if (BranchOf is { } branch && (branch.Name is not { Length: > 0 and <= LongestName } || branch.Tick < 0)) problems.Add("branchOf is not a name of a run and a tick from 0");
        if (!Enum.IsDefined(Kind) || !Enum.IsDefined(State)) problems.Add($"kind {(int)Kind} or state {(int)State} is none");
        if (Plan.Additions.Count > MostAdditions) problems.Add($"{Plan.Additions.Count} people come later and may be {MostAdditions}: whoever knows of the run keeps them");
        if (Plan.Changes.Count > MostChanges) problems.Add($"the parameters change {Plan.Changes.Count} times and may {MostChanges} times: whoever knows of the run keeps them all");
        if (problems.Count == 0) problems.AddRange(Plan.Problems());
        return problems;
    }
}
