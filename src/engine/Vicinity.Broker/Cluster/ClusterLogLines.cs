using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of the cluster's own log. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class ClusterLogLines
{
    [LoggerMessage(1040, LogLevel.Error, "A record of the cluster's own log behind offset {Offset} cannot be applied: {Reason}. The node goes on with what it knew; it needs the program that wrote the record")]
    public static partial void ClusterRecordNotApplied(ILogger log, Exception exception, long offset, string reason);
}
