using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>Something of a simulation as a table.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows, read while they are written.</param>
internal sealed record ExportTable(IReadOnlyList<string> Columns, IEnumerable<object?[]> Rows)
{
    /// <summary>How the people are now.</summary>
    public static ExportTable People(SimulationView view, long now) => new(
        ["id", "x", "y", "health", "time", "lost", "died_infected", "isolated", "left"],
        view.People(-1, now).OrderBy(p => p.Id).Select(p => new object?[] { p.Id, p.X, p.Y, MessageJson.Name(p.Health), p.Time, p.Lost, p.DiedInfected, p.Isolated, p.Left }));

    /// <summary>Who met whom.</summary>
    public static ExportTable Contacts(SimulationView view) => new(
        ["one", "other", "from_tick", "to_tick", "from", "to", "closest"],
        view.Meetings().Select(m => new object?[] { m.One, m.Other, m.FromTick, m.ToTick, m.From, m.To, Math.Round(m.Closest, 3) }));

    /// <summary>Who infected whom.</summary>
    public static ExportTable Infections(SimulationView view) => new(
        ["person", "source", "tick", "time", "distance"],
        view.Infections(0, int.MaxValue).Infections.Select(i => new object?[] { i.Person, i.Source, i.Tick, i.Time, Math.Round(i.Distance, 3) }));

    /// <summary>How many people were in each state over time.</summary>
    public static ExportTable Timeline(SimulationView view) => new(
        ["tick", "time", "susceptible", "exposed", "infected", "immune", "dead", "dead_infected"],
        view.Timeline(0, long.MaxValue, int.MaxValue).Select(p => new object?[] { p.Counts.Tick, p.Time, p.Counts.Susceptible, p.Counts.Exposed, p.Counts.Infected, p.Counts.Immune, p.Counts.Dead, p.Counts.DeadInfected }));
}
