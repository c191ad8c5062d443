using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What the group coordinator writes to the log. Event ids 2000 to 2099.</summary>
internal static partial class GroupEvents
{
    [LoggerMessage(2000, LogLevel.Information, "Loaded the consumer groups (groups: {Groups}, committed offsets: {Offsets})")]
    public static partial void Loaded(ILogger log, int groups, int offsets);

    [LoggerMessage(2001, LogLevel.Information, "Group {Group} is {State} in generation {Generation} (members: {Members})")]
    public static partial void Changed(ILogger log, string group, GroupState state, int generation, int members);

    [LoggerMessage(2002, LogLevel.Warning, "The state of group {Group} could not be stored: {Error}")]
    public static partial void NotStored(ILogger log, string group, ErrorCode error);

    [LoggerMessage(2003, LogLevel.Error, "Appending to the log of groups failed")]
    public static partial void AppendFailed(ILogger log, Exception exception);

    [LoggerMessage(2005, LogLevel.Warning, "A request to group {Group} was refused: {What} would be {Value}, and the bound is {Bound}")]
    public static partial void Refused(ILogger log, string group, string what, long value, long bound);

    [LoggerMessage(2006, LogLevel.Information, "The log of groups was in an older format and was rewritten in the present one (records: {Records}): {Error}")]
    public static partial void Renewed(ILogger log, int records, ErrorCode error);

    [LoggerMessage(2004, LogLevel.Error, "Groups and offsets cannot be loaded, and this node does not coordinate them: {Reason}")]
    public static partial void NotLoaded(ILogger log, Exception exception, string reason);
}
