using System.Net;
using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of its connections. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class ConnectionLogLines
{
    [LoggerMessage(1010, LogLevel.Warning, "Closed the connection of {Remote}: {Reason}")]
    public static partial void MalformedRequest(ILogger log, EndPoint remote, string reason);

    [LoggerMessage(1011, LogLevel.Debug, "Connection of {Remote} ended: {Reason}")]
    public static partial void ConnectionLost(ILogger log, EndPoint remote, string reason);

    [LoggerMessage(1012, LogLevel.Error, "A request of {Remote} failed; its connection is closed")]
    public static partial void RequestFailed(ILogger log, Exception exception, EndPoint remote);

    [LoggerMessage(1013, LogLevel.Warning, "Connections are refused: all {Limit} are in use (MaxConnections); logged once a minute")]
    public static partial void TooManyConnections(ILogger log, int limit);

    [LoggerMessage(1014, LogLevel.Warning, "Cannot accept a connection: {Reason}")]
    public static partial void AcceptFailed(ILogger log, string reason);

    [LoggerMessage(1015, LogLevel.Warning, "Connections are refused: of this process's {Limit} file descriptors the last {Kept} are kept for files (raise ulimit -n)")]
    public static partial void TooFewDescriptors(ILogger log, long limit, long kept);
}
