using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Contacts;

/// <summary>
/// All runs that are known. Bounded by number and size: of too many, those go first that nobody holds, the one told of longest ago before others; a run that goes on here, or of which there are
/// reports, is held. Whatever cannot be read as a run never comes here. Thread-safe.
/// </summary>
public sealed class RunList
{
    /// <summary>Most runs that are known, deleted ones among them.</summary>
    public const int Most = 10_000;

    /// <summary>Most memory that they take, in bytes, about.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Run>> _runs = new(StringComparer.Ordinal);
    private readonly LinkedList<Run> _byTold = [];
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>What the log tells of a run, and what is known of it then; in the order of the log, by one thread.</summary>
    public event Action<Run, Run?>? Told;

    /// <summary>The runs, the one that began last first; deleted ones are not among them.</summary>
    public IReadOnlyList<Run> All
    {
        get
        {
            lock (_gate) return [.. _byTold.Where(r => r.State != RunState.Deleted).OrderByDescending(r => r.Began).ThenBy(r => r.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Finds a run by its name, also a deleted one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Run? run)
    {
        lock (_gate) run = _runs.TryGetValue(name, out LinkedListNode<Run>? node) ? node.Value : null;
        return run is not null;
    }

    /// <summary>What is known of a run is not to make room for others until it is let go as often as it was held.</summary>
    public void Hold(string name)
    {
        lock (_gate) _held[name] = _held.GetValueOrDefault(name) + 1;
    }

    /// <summary>What is known of a run may make room for others.</summary>
    public void LetGo(string name)
    {
        lock (_gate)
        {
            if (_held.GetValueOrDefault(name) is var times && times > 1) _held[name] = times - 1;
            else _held.Remove(name);
        }
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

    /// <summary>
    /// Takes in what is told of a run. What is older than what is known changes nothing, and so does what another one than its beginner says of a crowd's run, but for its deletion: that is for ever.
    /// </summary>
    /// <returns>Whether it is news.</returns>
    public bool Take(Run run)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(run.Name, out LinkedListNode<Run>? node))
            {
                Run known = node.Value;
                if (run.State != RunState.Deleted && (IsOutranked(run, known) || known.Changed > run.Changed)) return false;
                // A deletion counts whatever the clocks say, and up to the latest time that any says.
                if (known.Changed > run.Changed) run = run with { Changed = known.Changed };
                _bytes += WeightOf(run) - WeightOf(known);
                node.Value = run;
                _byTold.Remove(node);
                _byTold.AddLast(node);
            }
            else
            {
                _runs[run.Name] = _byTold.AddLast(run);
                _bytes += WeightOf(run);
            }
            MakeRoom();
            return true;
        }
    }

    /// <summary>Whether what is told of a run does not count beside what is known of it.</summary>
    public static bool IsOutranked(Run told, Run known) =>
        told.State != RunState.Deleted && (known.State == RunState.Deleted || (told.Id != known.Id && (known.Kind == RunKind.Crowd || told.Kind == RunKind.Crowd)));

    /// <summary>Tells those who look at <see cref="Told"/> what the log says of a run, after it has been taken in.</summary>
    internal void Tell(Run run) => Told?.Invoke(run, TryGet(run.Name, out Run? known) ? known : null);

    private void MakeRoom()
    {
        LinkedListNode<Run>? next = _byTold.First;
        while (next is { } node && (_byTold.Count > Most || _bytes > MostBytes))
        {
            next = node.Next;
            if (_held.ContainsKey(node.Value.Name)) continue;
            _byTold.Remove(node);
            _runs.Remove(node.Value.Name);
            _bytes -= WeightOf(node.Value);
        }
    }

    private static long WeightOf(Run run) => 512 + (24L * run.Plan.Additions.Count) + (512L * run.Plan.Changes.Count);
}
