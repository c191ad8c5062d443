using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What the group coordinator writes to the log. Event ids 2000 to 2099.</summary>
internal static partial class GroupEvents
{
    [LoggerMessage(2000, LogLevel.Information, "Loaded {Groups} groups and {Offsets} committed offsets")]
    public static partial void Loaded(ILogger log, int groups, int offsets);

    [LoggerMessage(2001, LogLevel.Information, "Group {Group} is {State} in generation {Generation} with {Members} members")]
    public static partial void Changed(ILogger log, string group, GroupState state, int generation, int members);

    [LoggerMessage(2002, LogLevel.Warning, "The state of group {Group} could not be stored: {Error}")]
    public static partial void NotStored(ILogger log, string group, ErrorCode error);

    [LoggerMessage(2003, LogLevel.Error, "Appending to the log of groups failed")]
    public static partial void AppendFailed(ILogger log, Exception exception);

    [LoggerMessage(2004, LogLevel.Error, "Groups and offsets cannot be loaded, and this node does not coordinate them: {Reason}")]
    public static partial void NotLoaded(ILogger log, Exception exception, string reason);
}
