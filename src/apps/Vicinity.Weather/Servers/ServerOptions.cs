namespace Vicinity.Weather;

/// <summary>Settings of a compute server.</summary>
public sealed record ServerOptions
{
    /// <summary>Least time that it spends on a reading; the original program: half a second.</summary>
    public TimeSpan LeastThink { get; init; }

    /// <summary>Longest time that it spends on a reading; the original program: three and a half seconds.</summary>
    public TimeSpan MostThink { get; init; }

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems() =>
        LeastThink < TimeSpan.Zero || MostThink < LeastThink || MostThink > TimeSpan.FromMinutes(1)
            ? [$"the time to think is {LeastThink.TotalSeconds} to {MostThink.TotalSeconds} s, not between 0 and 60 s with the lesser one first: a reading has to be done before its deadline"]
            : [];
}
