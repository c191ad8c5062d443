namespace Vicinity.Contacts;

/// <summary>How many people are in each state at a tick. DeadInfected are among Dead.</summary>
public readonly record struct HealthCounts(int Tick, int Susceptible, int Exposed, int Infected, int Immune, int Dead, int DeadInfected)
{
    /// <summary>All people who ever came.</summary>
    public int All => Susceptible + Exposed + Infected + Immune + Dead;
}
