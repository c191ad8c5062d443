using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of the search for other nodes. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class DiscoveryLogLines
{
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
}
