using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Contacts;

/// <summary>All simulations that the log tells of. Bounded: the one heard of longest ago makes room. Thread-safe.</summary>
public sealed class SimulationList(ContactsOptions options)
{
    /// <summary>Name of the simulation of people who name none: devices.</summary>
    public const string Devices = "devices";

    private readonly Lock _gate = new();
    private readonly LinkedList<SimulationView> _byUse = [];
    private readonly Dictionary<string, LinkedListNode<SimulationView>> _byName = new(StringComparer.Ordinal);
    private long _forgotten, _refused;

    /// <summary>Simulations that made room for others.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <summary>Messages of people who were too many for their simulation.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The simulations, the one heard of last first.</summary>
    public IReadOnlyList<SimulationView> All
    {
        get
        {
            lock (_gate) return [.. _byUse];
        }
    }

    /// <summary>Finds a simulation by its name; null stands for the one heard of last.</summary>
    public bool TryGet(string? name, [NotNullWhen(true)] out SimulationView? simulation)
    {
        lock (_gate)
        {
            simulation = name is null ? _byUse.First?.Value : _byName.TryGetValue(name, out LinkedListNode<SimulationView>? node) ? node.Value : null;
            return simulation is not null;
        }
    }

    /// <summary>Takes a message into its simulation.</summary>
    public void Take(PersonMessage message)
    {
        if (!Of(message.Simulation ?? Devices).Take(message)) Interlocked.Increment(ref _refused);
    }

    private SimulationView Of(string name)
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
            if (_byUse.Count >= options.MostSimulations)
            {
                _byName.Remove(_byUse.Last!.Value.Name);
                _byUse.RemoveLast();
                Interlocked.Increment(ref _forgotten);
            }
            node = _byUse.AddFirst(new SimulationView(name, options));
            _byName[name] = node;
            return node.Value;
        }
    }
}
