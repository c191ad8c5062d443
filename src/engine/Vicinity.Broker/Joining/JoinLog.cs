using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log about finding others. Event ids 1100 to 1199.</summary>
internal static partial class JoinLog
{
    [LoggerMessage(1100, LogLevel.Information, "Looking for other nodes by broadcast ({Networks}, UDP port {Port}){Signed}")]
    public static partial void Looking(ILogger log, string networks, int port, string signed);

    [LoggerMessage(1101, LogLevel.Information, "{State}")]
    public static partial void Waiting(ILogger log, string state);

    [LoggerMessage(1102, LogLevel.Information, "Founded cluster {ClusterId} as its node {NodeId}: {Reason}")]
    public static partial void Founded(ILogger log, string clusterId, int nodeId, string reason);

    [LoggerMessage(1103, LogLevel.Information, "Joined cluster {ClusterId} as its node {NodeId}, by {Address}")]
    public static partial void Joined(ILogger log, string clusterId, int nodeId, string address);

    [LoggerMessage(1104, LogLevel.Warning, "Cluster {ClusterId} cannot be reached ({Reason}); looking for a cluster anew")]
    public static partial void StartingOver(ILogger log, string clusterId, string reason);

    [LoggerMessage(1110, LogLevel.Warning, "Another cluster is in this network: {ClusterId}. Nodes of two clusters never mix; a cluster key for each (--cluster-key) keeps them from hearing each other")]
    public static partial void OtherCluster(ILogger log, string clusterId);

    [LoggerMessage(1111, LogLevel.Warning, "Datagrams are ignored: {Reasons}")]
    public static partial void DatagramsIgnored(ILogger log, string? reasons);

    [LoggerMessage(1112, LogLevel.Warning, "Cannot look for nodes by {Broadcast}:{Port}: {Reason}")]
    public static partial void DiscoveryNotUsable(ILogger log, IPAddress broadcast, int port, string reason);

    [LoggerMessage(1113, LogLevel.Warning, "Datagrams to {Broadcast} cannot be sent: {Error}")]
    public static partial void DiscoveryNotSent(ILogger log, IPAddress broadcast, SocketError error);

    [LoggerMessage(1114, LogLevel.Error, "Looking for other nodes failed; it is tried again in a second")]
    public static partial void DiscoveryFailed(ILogger log, Exception exception);

    [LoggerMessage(1115, LogLevel.Warning, "The node goes on without looking for others by broadcast: {Reason}")]
    public static partial void GoingOnUnseen(ILogger log, string reason);

    [LoggerMessage(1117, LogLevel.Warning, "The copy of the cluster's own log is renewed from node {Leader}, which leads it: {Reason}{Aside}")]
    public static partial void ClusterLogRenewed(ILogger log, int leader, string reason, string aside);

    [LoggerMessage(1118, LogLevel.Warning, "Waiting for a node that leads the cluster's own log, to renew the copy of it here: {Reason}. Asked are {Addresses}")]
    public static partial void AwaitingRenewal(ILogger log, string reason, string addresses);

    [LoggerMessage(1116, LogLevel.Warning, "The addresses of --join are not asked any more: {Reason}")]
    public static partial void SeedsNotUsable(ILogger log, string reason);
}
