namespace Vicinity.Cli;

/// <summary>What came of a demo.</summary>
/// <param name="Stored">Readings that sensors were told are stored.</param>
/// <param name="Refused">Readings that break a rule.</param>
/// <param name="NotSent">Readings that sensors dropped or still had at their ends.</param>
/// <param name="Terminals">What each terminal holds.</param>
internal sealed record DemoSummary(long Stored, long Refused, long NotSent, IReadOnlyList<DemoTerminal> Terminals)
{
    /// <summary>Whether each terminal's windows over all sensors hold every stored reading once.</summary>
    public bool IsWhole => Terminals.Count > 0 && Terminals.All(t => t.Readings == Stored && t.Twice == 0);
}
