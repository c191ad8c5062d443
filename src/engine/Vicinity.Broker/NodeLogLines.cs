using System.Net;
using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of itself. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class NodeLogLines
{
    [LoggerMessage(1000, LogLevel.Information, "Node {NodeId} of cluster {ClusterId} listens on {EndPoint}; its folder was opened in {Milliseconds} ms (replicas: {Replicas}, of topics: {Topics})")]
    public static partial void Started(ILogger log, int nodeId, string clusterId, EndPoint endPoint, int replicas, int topics, long milliseconds);

    [LoggerMessage(1001, LogLevel.Information, "Node {NodeId} stopped: everything is on disk")]
    public static partial void Stopped(ILogger log, int nodeId);

    [LoggerMessage(1002, LogLevel.Warning, "Node {NodeId} stopped: {Reason}")]
    public static partial void StoppedWithoutFolder(ILogger log, int nodeId, string reason);

    [LoggerMessage(1115, LogLevel.Warning, "The node goes on without looking for others by broadcast: {Reason}")]
    public static partial void GoingOnUnseen(ILogger log, string reason);
}
