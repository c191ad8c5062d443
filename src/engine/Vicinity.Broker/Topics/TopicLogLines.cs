using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of topics. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class TopicLogLines
{
    [LoggerMessage(1024, LogLevel.Warning, "The folder of {Partition} could not be removed and goes at the next start: {Reason}")]
    public static partial void FolderNotRemoved(ILogger log, Exception exception, TopicPartition partition, string reason);

    [LoggerMessage(1035, LogLevel.Warning, "Removed the folder of {Partition}: no topic of this cluster owns it")]
    public static partial void OrphanRemoved(ILogger log, TopicPartition partition);
}
