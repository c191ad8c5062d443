using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The compacted log that groups and their offsets live in. Implementations are thread-safe.</summary>
internal interface IGroupLog
{
    /// <summary>Most bytes of keys and values that one append may have.</summary>
    int MaxAppendBytes { get; }

    /// <summary>Most bytes that one record may have.</summary>
    int MaxRecordBytes { get; }

    /// <summary>Offset behind everything that was appended so far.</summary>
    long EndOffset { get; }

    /// <summary>
    /// Appends the records together. Their place in the log is taken when the call returns, so that calls made one after the other are
    /// stored in that order; the task completes when they are acknowledged, or with the error that clients are to see. It does not throw.
    /// </summary>
    Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records);

    /// <summary>Forgets what lies before an offset, all of which was acknowledged; the task completes when a majority has forgotten it, or with an error. It does not throw.</summary>
    Task<ErrorCode> ForgetBeforeAsync(long offset);

    /// <summary>Calls <paramref name="apply"/> with key and value of each record, in order.</summary>
    void ReadAll(Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply);

    /// <summary>Whether what is stored could be read. If not, no answer may say that a group has no offsets: its members would start from the beginning or the end, and repeat or skip records.</summary>
    bool IsReadable => true;
}
