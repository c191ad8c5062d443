using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Contacts;

/// <summary>All simulations that the log tells of. Bounded: the one heard of longest ago makes room. Thread-safe.</summary>
/// <param name="options">Settings.</param>
/// <param name="runs">What is known of their runs: parameters, and which were deleted.</param>
/// <param name="time">The clock.</param>
/// <param name="erased">People who are left out.</param>
public sealed class SimulationList(ContactsOptions options, RunList? runs = null, TimeProvider? time = null, ErasedPeople? erased = null)
{
    /// <summary>Name of the simulation of people who name none: devices.</summary>
    public const string Devices = "devices";

    private readonly Lock _gate = new();
    private readonly LinkedList<SimulationView> _byUse = [];
    private readonly Dictionary<string, LinkedListNode<SimulationView>> _byName = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _forgotten, _refused, _ofDeleted, _misplaced;

    /// <summary>Simulations that made room for others.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <summary>Messages of people who were too many for their simulation.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Messages of runs that were deleted later.</summary>
    public long OfDeleted => Interlocked.Read(ref _ofDeleted);

    /// <summary>Reports that do not belong to their simulation, as <see cref="RunList.WhyNot"/> says.</summary>
    public long Misplaced => Interlocked.Read(ref _misplaced);

    /// <summary>The simulations, the one heard of last first.</summary>
    public IReadOnlyList<SimulationView> All
    {
        get
        {
            lock (_gate) return [.. _byUse];
        }
    }

    /// <summary>Finds a simulation by its name; null stands for the one to show where none is chosen: of those that go on the one that began last, else the one heard of last.</summary>
    public bool TryGet(string? name, [NotNullWhen(true)] out SimulationView? simulation)
    {
        lock (_gate)
        {
            simulation = name is null ? Latest() : _byName.TryGetValue(name, out LinkedListNode<SimulationView>? node) ? node.Value : null;
            return simulation is not null;
        }
    }

    /// <summary>Takes a message into its simulation.</summary>
    public void Take(PersonMessage message)
    {
        if (runs?.WhyNot(new Report(message, default)) is not null)
        {
            Interlocked.Increment(ref _misplaced);
            return;
        }
        message = message.InItsMeasure;
        if (Of(message.Simulation ?? Devices, message.Time) is not { } view) Interlocked.Increment(ref _ofDeleted);
        else if (!view.Take(message)) Interlocked.Increment(ref _refused);
    }

    /// <summary>Takes a frame of a crowd into its simulation.</summary>
    /// <exception cref="MessageException">It does not fit those before, or tells of more people or contacts than may be.</exception>
    public void Take(in CrowdFrame frame)
    {
        if (runs?.WhyNot(new Report(null, frame)) is { } reason) throw new MessageException(MessageProblem.OtherSimulation, reason);
        if (Of(frame.Simulation, frame.Time) is { } view) view.Take(frame);
        else Interlocked.Increment(ref _ofDeleted);
    }

    /// <summary>Takes in what is told of a run: its parameters, or that it was deleted.</summary>
    public void Take(Run run)
    {
        lock (_gate)
        {
            if (!_byName.TryGetValue(run.Name, out LinkedListNode<SimulationView>? node)) return;
            if (run.State != RunState.Deleted)
            {
                node.Value.Use(run.Plan.Parameters);
                return;
            }
            // What devices say later is a new simulation; a crowd's run that was deleted is over, and what its process said until it heard of that is of it.
            if (run.Kind == RunKind.Devices && node.Value.Heard is { } heard && heard.First > run.Changed) return;
            runs?.LetGo(run.Name);
            _byName.Remove(run.Name);
            _byUse.Remove(node);
        }
    }

    /// <summary>Forgets a person in all simulations.</summary>
    /// <returns>Whether any knew it.</returns>
    public bool Forget(Guid person)
    {
        bool known = false;
        foreach (SimulationView view in All) known |= view.Forget(person);
        return known;
    }

    /// <summary>Forgets what is older than a time, in Unix milliseconds, and simulations that have been silent since.</summary>
    public void ForgetBefore(long before)
    {
        foreach (SimulationView view in All)
        {
            if (view.Heard is { } heard && heard.Latest < before) Remove(view);
            else view.ForgetBefore(before);
        }
    }

    private void Remove(SimulationView view)
    {
        lock (_gate)
        {
            if (_byName.Remove(view.Name, out LinkedListNode<SimulationView>? node))
            {
                _byUse.Remove(node);
                runs?.LetGo(view.Name);
            }
            Interlocked.Increment(ref _forgotten);
        }
    }

    private SimulationView? Latest()
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        SimulationView? latest = null;
        long began = long.MinValue;
        foreach (SimulationView view in _byUse)
        {
            if (view.Heard is not { } heard || now - heard.Latest > options.LostAfterMs || heard.First <= began) continue;
            (latest, began) = (view, heard.First);
        }
        return latest ?? _byUse.First?.Value;
    }

    private SimulationView? Of(string name, long time)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(name, out LinkedListNode<SimulationView>? node))
            {
                if (node.Previous is null) return node.Value;
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value;
            }
            Run? run = null;
            if (runs is not null && runs.TryGet(name, out run) && run.State == RunState.Deleted && (run.Kind != RunKind.Devices || time <= run.Changed)) return null;
            if (_byUse.Count >= options.MostSimulations)
            {
                runs?.LetGo(_byUse.Last!.Value.Name);
                _byName.Remove(_byUse.Last!.Value.Name);
                _byUse.RemoveLast();
                Interlocked.Increment(ref _forgotten);
            }
            node = _byUse.AddFirst(new SimulationView(name, options, erased));
            _byName[name] = node;
            runs?.Hold(name);
            if (run is not null) node.Value.Use(run.Plan.Parameters);
            return node.Value;
        }
    }
}
