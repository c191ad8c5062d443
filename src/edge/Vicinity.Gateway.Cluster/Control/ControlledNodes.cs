namespace Vicinity.Gateway.Cluster;

/// <summary>The nodes that this program started, or none. What they are is asked for at most once in a while: it comes from the system's process table. Thread-safe.</summary>
internal sealed class ControlledNodes(IClusterControl? control)
{
    private static readonly TimeSpan s_keep = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private IReadOnlyList<ControlledNode> _nodes = [];
    private long _asked;

    public IClusterControl? Control => control;

    public IReadOnlyList<ControlledNode> All
    {
        get
        {
            if (control is null) return [];
            lock (_gate)
            {
                if (_asked != 0 && TimeProvider.System.GetElapsedTime(_asked) < s_keep) return _nodes;
                _nodes = control.Nodes;
                _asked = TimeProvider.System.GetTimestamp();
                return _nodes;
            }
        }
    }

    /// <summary>Whether this program started the node.</summary>
    public bool Has(int node) => All.Any(n => n.Id == node);

    /// <summary>Something was done to a node: the next question is asked anew.</summary>
    public void Changed()
    {
        lock (_gate) _asked = 0;
    }
}
