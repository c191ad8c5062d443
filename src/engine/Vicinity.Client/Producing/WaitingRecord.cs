using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>A record, copied, that waits until its topic is known or the buffer has room.</summary>
internal sealed class WaitingRecord(
    long timestampMs, byte[]? key, byte[]? value, RecordHeader[] headers, int? partition, int bound, long deadline,
    TaskCompletionSource<RecordPosition>? completion)
{
    private readonly TaskCompletionSource? _accepted = completion is null ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    public long TimestampMs { get; } = timestampMs;

    public byte[]? Key { get; } = key;

    public byte[]? Value { get; } = value;

    public RecordHeader[] Headers { get; } = headers;

    public int? Partition { get; } = partition;

    public int Bound { get; } = bound;

    public long Deadline { get; } = deadline;

    public TaskCompletionSource<RecordPosition>? Completion { get; } = completion;

    /// <summary>Ends when a posted record is in the buffer.</summary>
    public Task Accepted => _accepted!.Task;

    public void Accept() => _accepted?.TrySetResult();

    public void Fail(Exception error)
    {
        Completion?.TrySetException(error);
        _accepted?.TrySetException(error);
    }
}
