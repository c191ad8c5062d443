using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// What the controller is asked for: the node that leads the <c>__cluster</c> log decides each change on the image of all that is committed, and has it recorded by
/// <see cref="ClusterChanges"/>. All of its state is in the log, so that the next leader goes on. Thread-safe.
/// </summary>
internal sealed partial class ClusterController(ClusterChanges changes, NodeWatch watch, ReplicaMoves moves, LocalCluster local, NodeCalls nodes, ClusterEvents events, BrokerOptions options, ILogger log) : IDisposable
{
    /// <inheritdoc cref="ClusterChanges.Disconnected"/>
    public const string Disconnected = ClusterChanges.Disconnected;

    /// <inheritdoc cref="ClusterChanges.ControllerId"/>
    public int ControllerId => changes.ControllerId;

    /// <inheritdoc cref="ClusterChanges.IsHere"/>
    public bool IsHere => changes.IsHere;

    /// <inheritdoc cref="ClusterChanges.Elsewhere"/>
    public int? Elsewhere => changes.Elsewhere;

    /// <inheritdoc cref="ClusterChanges.Failure"/>
    public Exception? Failure => changes.Failure;

    private ClusterImage Image => changes.Image;

    /// <inheritdoc cref="NodeWatch.LiveNodes"/>
    public IReadOnlyList<int> LiveNodes() => watch.LiveNodes();

    public void Dispose() => changes.Dispose();

    /// <summary>Waits until this node, as the controller, has applied all that is committed; before that it cannot say that something does not exist.</summary>
    /// <returns>Done, or why it cannot tell.</returns>
    public Task<ChangeOutcome> LearnAllAsync() => changes.RunAsync(() => Task.FromResult(ChangeOutcome.Done), (error, message) => new ChangeOutcome(error, message));
}
