using Vicinity.Gateway.Cluster;

namespace Vicinity.Cli;

/// <summary>What the page may do to the nodes that this program started.</summary>
internal sealed class LocalControl(LocalNodes nodes) : IClusterControl
{
    public IReadOnlyList<ControlledNode> Nodes => [.. nodes.All.Select(n => new ControlledNode(n.Id, n.IsRunning, n.IsPaused, n.MemoryBytes))];

    public Task KillAsync(int node, CancellationToken cancel) => Task.Run(() => nodes.Find(node)?.Kill(), cancel);

    public Task PauseAsync(int node, CancellationToken cancel) => Task.Run(() => nodes.Find(node)?.Pause(), cancel);

    public Task ResumeAsync(int node, CancellationToken cancel) => Task.Run(() => nodes.Find(node)?.Resume(), cancel);

    public async Task RestartAsync(int node, CancellationToken cancel)
    {
        if (nodes.Find(node) is not { } found) return;
        await Task.Run(found.Kill, cancel).ConfigureAwait(false);
        await found.StartAsync(cancel).ConfigureAwait(false);
    }
}
