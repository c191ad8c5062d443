using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of the way into a cluster. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class JoiningLogLines
{
    [LoggerMessage(1100, LogLevel.Information, "Looking for other nodes by broadcast ({Networks}, UDP port {Port}){Signed}")]
    public static partial void Looking(ILogger log, string networks, int port, string signed);

    [LoggerMessage(1101, LogLevel.Information, "{State}")]
    public static partial void Waiting(ILogger log, string state);

    [LoggerMessage(1102, LogLevel.Information, "Founded cluster {ClusterId} as its node {NodeId}: {Reason}")]
    public static partial void Founded(ILogger log, string clusterId, int nodeId, string reason);

    [LoggerMessage(1103, LogLevel.Information, "Joined cluster {ClusterId} as its node {NodeId}, by {Address}")]
    public static partial void Joined(ILogger log, string clusterId, int nodeId, string address);

    [LoggerMessage(1104, LogLevel.Warning, "Cluster {ClusterId} cannot be reached ({Reason}); looking for a cluster again")]
    public static partial void StartingOver(ILogger log, string clusterId, string reason);

    [LoggerMessage(1116, LogLevel.Warning, "The node stops asking the addresses of --join: {Reason}")]
    public static partial void SeedsNotUsable(ILogger log, string reason);

    [LoggerMessage(1117, LogLevel.Warning, "The copy of the cluster's own log is renewed from node {Leader}, which leads it: {Reason}{Aside}")]
    public static partial void ClusterLogRenewed(ILogger log, int leader, string reason, string aside);

    [LoggerMessage(1118, LogLevel.Warning, "Waiting for a node that leads the cluster's own log, to renew this node's copy of it: {Reason}. Addresses asked: {Addresses}")]
    public static partial void AwaitingRenewal(ILogger log, string reason, string addresses);
}
