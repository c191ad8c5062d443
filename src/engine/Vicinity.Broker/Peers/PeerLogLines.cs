using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of the other nodes. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class PeerLogLines
{
    [LoggerMessage(1065, LogLevel.Warning, "The fetch session with node {NodeId} failed and starts again: {Reason}")]
    public static partial void FetchSessionFailed(ILogger log, Exception? exception, int nodeId, string reason);

    [LoggerMessage(1066, LogLevel.Warning, "The base of {Partition} could not be fetched from node {NodeId}: {Reason}")]
    public static partial void BaseNotFetched(ILogger log, TopicPartition partition, int nodeId, string reason);

    [LoggerMessage(1069, LogLevel.Warning, "The wrong node answers at the address of another: {Reason}. Other addresses are tried, too")]
    public static partial void WrongNode(ILogger log, string reason);
}
