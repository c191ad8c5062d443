using Vicinity.Consensus;

namespace Vicinity.Simulation;

/// <summary>What decides a run: the same settings give the same run on every machine. Immutable.</summary>
internal sealed record SimulationSettings
{
    private const int DefaultFaultyMs = 12_000;

    public ulong Seed { get; init; }

    /// <summary>Name of a <see cref="FaultProfile"/>; empty: the seed chooses.</summary>
    public string Profile { get; init; } = "";

    /// <summary>A rule of the state machine that is broken on purpose.</summary>
    public PlantedFault Fault { get; init; }

    /// <summary>A duty of the driver or the disk that is broken on purpose.</summary>
    public DriverFault DriverFault { get; init; }

    /// <summary>Virtual time with faults, in milliseconds.</summary>
    public int FaultyMs { get; init; } = DefaultFaultyMs;

    /// <summary>Virtual time within which everything must be well again, in milliseconds.</summary>
    public int RecoveryMs { get; init; } = 15_000;

    /// <summary>Whether to keep a trace.</summary>
    public bool Trace { get; init; }

    /// <summary>Name of the planted fault, or none.</summary>
    public string FaultName => Fault != PlantedFault.None ? Fault.ToString() : DriverFault != DriverFault.None ? DriverFault.ToString() : "none";

    /// <summary>The same with a planted fault by its name; null if there is none of that name.</summary>
    public SimulationSettings? WithFault(string name)
    {
        if (string.Equals(name, "none", StringComparison.OrdinalIgnoreCase)) return this with { Fault = PlantedFault.None, DriverFault = DriverFault.None };
        if (Enum.TryParse(name, true, out DriverFault driver) && Enum.IsDefined(driver)) return this with { DriverFault = driver };
        if (Enum.TryParse(name, true, out PlantedFault planted) && Enum.IsDefined(planted)) return this with { Fault = planted };
        return null;
    }

    /// <summary>The line that repeats the run.</summary>
    public string Line => $"./vicinity sim --seed {Seed} --fault {FaultName}{(Profile.Length > 0 ? " --profile " + Profile : "")}{(FaultyMs != DefaultFaultyMs ? " --virtual " + FaultyMs : "")} --trace";
}
