using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// That a replica on another node was alive. One request of its node tells it for all its replicas at once; a replica is told when it asks, at the latest when a
/// timer is due, so that thousands of idle partitions cost nothing between.
/// </summary>
/// <param name="Follower">The replica.</param>
/// <param name="Epoch">Epoch of its Fetch.</param>
/// <param name="AtMs">When, in monotonic milliseconds.</param>
internal readonly record struct FollowerHeartbeat(Voter Follower, int Epoch, long AtMs);
