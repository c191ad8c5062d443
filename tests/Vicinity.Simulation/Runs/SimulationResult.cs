namespace Vicinity.Simulation;

/// <summary>What came of a run.</summary>
/// <param name="Settings">What decided it.</param>
/// <param name="Profile">The profile that the seed chose.</param>
/// <param name="Violation">The broken promise, or null.</param>
/// <param name="Steps">Events that happened.</param>
/// <param name="VirtualMs">Virtual time that passed.</param>
/// <param name="RecoveredAfterMs">Virtual time from the end of the faults until all was well.</param>
/// <param name="Hash">Of everything that happened: the same for the same settings.</param>
/// <param name="Statistics">What the cluster did.</param>
/// <param name="Faults">How often each <see cref="FaultKind"/> was injected.</param>
/// <param name="Trace">The trace, if one was wanted.</param>
internal sealed record SimulationResult(
    SimulationSettings Settings, string Profile, string? Violation, long Steps, long VirtualMs, long RecoveredAfterMs, ulong Hash, SimulationStatistics Statistics, IReadOnlyList<int> Faults, Trace? Trace);

/// <summary>What a cluster did in a run.</summary>
internal sealed class SimulationStatistics
{
    public int Elections { get; set; }

    /// <summary>Rises of a leader's high watermark.</summary>
    public int Rises { get; set; }

    public int Cuts { get; set; }

    /// <summary>Voter changes begun.</summary>
    public int Changes { get; set; }

    public int BasesTaken { get; set; }

    public int Acknowledged { get; set; }

    public void Add(SimulationStatistics other)
    {
        Elections += other.Elections;
        Rises += other.Rises;
        Cuts += other.Cuts;
        Changes += other.Changes;
        BasesTaken += other.BasesTaken;
        Acknowledged += other.Acknowledged;
    }
}
