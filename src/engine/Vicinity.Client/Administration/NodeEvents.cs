using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>A page of what a node saw happen.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="RunId">Its run: sequence numbers start again from 0 with each start.</param>
/// <param name="Next">Sequence number to ask from the next time.</param>
/// <param name="Now">The node's clock at its answer, to which the times of the events belong.</param>
/// <param name="Events">The events by sequence number.</param>
public sealed record NodeEvents(int NodeId, Guid RunId, long Next, DateTimeOffset Now, IReadOnlyList<ClusterEvent> Events);
