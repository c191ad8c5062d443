using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Contacts;

/// <summary>All runs that are known. Bounded: of too many, the one that changed longest ago is forgotten. Thread-safe.</summary>
public sealed class RunList
{
    /// <summary>Most runs that are known, deleted ones among them.</summary>
    public const int Most = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);

    /// <summary>The runs, the one that began last first; deleted ones are not among them.</summary>
    public IReadOnlyList<Run> All
    {
        get
        {
            lock (_gate) return [.. _runs.Values.Where(r => r.State != RunState.Deleted).OrderByDescending(r => r.Began)];
        }
    }

    /// <summary>Finds a run by its name, also a deleted one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Run? run)
    {
        lock (_gate) return _runs.TryGetValue(name, out run);
    }

    /// <summary>
    /// Why a report does not belong to its simulation; null where it does. Devices have no ticks, and in a run of a crowd or a recording all that is known is at a tick: one time line has one measure.
    /// </summary>
    public string? WhyNot(in Report report)
    {
        string name = (report.Person is { } message ? message.Simulation : report.Frame.Simulation) ?? SimulationList.Devices;
        RunKind? kind = name == SimulationList.Devices ? RunKind.Devices : TryGet(name, out Run? run) ? run.Kind : null;
        return kind switch
        {
            RunKind.Crowd or RunKind.Recorded when report.Person is { Tick: null } => $"the simulation '{name}' counts ticks and the report has none, as a device's: a device names a simulation of devices, or none",
            RunKind.Devices when report.Person is null => $"the simulation '{name}' is of devices, and the record is a frame of a crowd: a crowd has a name of its own",
            _ => null,
        };
    }

    /// <summary>Takes in what is told of a run; what is older than what is known changes nothing.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Take(Run run)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(run.Name, out Run? known) && (known.Changed > run.Changed || (known.State == RunState.Deleted && run.State != RunState.Deleted))) return false;
            _runs[run.Name] = run;
            if (_runs.Count > Most) _runs.Remove(_runs.Values.MinBy(r => (r.State == RunState.Deleted, r.Changed))!.Name);
            return true;
        }
    }
}
