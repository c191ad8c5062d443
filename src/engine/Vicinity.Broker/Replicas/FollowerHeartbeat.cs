using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// When a replica on another node was heard last. One request of its node counts for all its replicas at once; a replica reads it when it needs it, at the latest when a
/// timer is due, so that thousands of idle partitions cost nothing between.
/// </summary>
/// <param name="Follower">The replica.</param>
/// <param name="Epoch">Epoch of its Fetch.</param>
/// <param name="AtMs">When, in monotonic milliseconds.</param>
internal readonly record struct FollowerHeartbeat(Voter Follower, int Epoch, long AtMs);
