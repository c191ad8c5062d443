using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What became of one produced batch.</summary>
/// <param name="Error">None when it is in the log.</param>
/// <param name="BaseOffset">Offset of its first record, or -1.</param>
/// <param name="EndOffset">Offset behind its last record: acknowledged when the high watermark is there.</param>
/// <param name="Term">The unbroken leadership under which it is in the log; see <see cref="Replica.WaitForCommit"/>.</param>
/// <param name="LogAppendTimeMs">Time it was given, where the topic stamps records; else -1.</param>
/// <param name="LogStartOffset">First offset of the log, or -1.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="IsRepeat">Whether it was in the log before.</param>
internal readonly record struct AppendOutcome(
    ErrorCode Error, long BaseOffset, long EndOffset, int Term, long LogAppendTimeMs, long LogStartOffset, string? Reason, bool IsRepeat)
{
    /// <summary>
    /// What is said of a batch that was appended when this node cannot tell whether it will stay. Clients take this error for "perhaps stored", and repeat
    /// the batch only where they are set to repeat. NOT_LEADER_OR_FOLLOWER, UNKNOWN_TOPIC_OR_PARTITION and KAFKA_STORAGE_ERROR say "not stored": librdkafka
    /// repeats after the first two even with retries=0, so they are for batches of which nothing was appended.
    /// </summary>
    public const ErrorCode Undecided = ErrorCode.NotEnoughReplicasAfterAppend;

    public static AppendOutcome Appended(long baseOffset, long endOffset, int term, long logAppendTimeMs, long logStartOffset) =>
        new(ErrorCode.None, baseOffset, endOffset, term, logAppendTimeMs, logStartOffset, null, false);

    public static AppendOutcome Repeated(long baseOffset, long endOffset, int term) => new(ErrorCode.None, baseOffset, endOffset, term, -1, -1, null, true);

    public static AppendOutcome Refused(ErrorCode error, string? reason) => new(error, -1, -1, -1, -1, -1, reason, false);
}
