using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>The Fetch that a replica wants to have under way to a node. A later one to the same node replaces it.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Epoch">Epoch to name.</param>
/// <param name="Position">End of the replica's log, which is on disk up to there.</param>
internal sealed record FetchWish(int NodeId, int Epoch, LogPosition Position);
