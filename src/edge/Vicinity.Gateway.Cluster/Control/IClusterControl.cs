namespace Vicinity.Gateway.Cluster;

/// <summary>The nodes that this program started itself as processes on this machine, and what may be done to them. Thread-safe.</summary>
public interface IClusterControl
{
    /// <summary>They as they are now.</summary>
    IReadOnlyList<ControlledNode> Nodes { get; }

    /// <summary>Ends the process at once (SIGKILL); nothing if it does not run.</summary>
    Task KillAsync(int node, CancellationToken cancel);

    /// <summary>Stops the process from running without ending it (SIGSTOP); nothing if it does not run.</summary>
    Task PauseAsync(int node, CancellationToken cancel);

    /// <summary>Lets a paused process run again (SIGCONT); nothing if it is not paused.</summary>
    Task ResumeAsync(int node, CancellationToken cancel);

    /// <summary>Ends the process if it runs, and starts it again with its data.</summary>
    Task RestartAsync(int node, CancellationToken cancel);
}

/// <summary>A node that this program started.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Running">Whether its process lives.</param>
/// <param name="Paused">Whether its process is stopped from running.</param>
/// <param name="MemoryBytes">Its resident memory; 0 while it does not run.</param>
public sealed record ControlledNode(int Id, bool Running, bool Paused, long MemoryBytes);
