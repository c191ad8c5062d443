using System.Buffers;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>One keyed record; a null value is a tombstone.</summary>
internal readonly record struct KeyedRecord(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value);

/// <summary>
/// An internal compacted log used as a durable map: records are appended in batches and acknowledged when the high watermark has passed
/// them; they are read back in order. Thread-safe.
/// </summary>
internal sealed class KeyedLog(Replica replica, TimeProvider time)
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>
    /// Appends the records as one batch. Their place in the log is taken when the call returns; the task completes when they are acknowledged,
    /// or with the error because of which they are not.
    /// </summary>
    public Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records) => AppendAsync(records, out long _);

    /// <summary>The same, with the offset behind the records.</summary>
    public Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records, out long endOffset)
    {
        endOffset = -1;
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var builder = new RecordBatchBuilder(replica.Config.MaxMessageBytes);
        foreach (KeyedRecord record in records)
        {
            if (!builder.TryAppend(now, record.Key.Span, NullableBytes.From(record.Value))) return Task.FromResult(ErrorCode.MessageTooLarge);
        }

        AppendOutcome outcome = replica.Append(builder.Complete().ToArray(), now);
        if (outcome.Error != ErrorCode.None) return Task.FromResult(outcome.Error);
        endOffset = outcome.EndOffset;
        var wait = new CommitTask();
        replica.WaitForCommit(outcome, wait, 0);
        replica.RequestFlush();
        return wait.Task;
    }

    /// <summary>Calls <paramref name="apply"/> for each record from an offset on and below another, in order.</summary>
    /// <returns>The offset to go on from.</returns>
    public long Read(long from, long end, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        long offset = Math.Max(from, replica.Log.LogStartOffset);
        while (offset < end)
        {
            LogSlice slice = replica.Log.Read(offset, ReadBytes, end, atLeastOneBatch: true);
            if (slice.IsEmpty) return offset;
            byte[] bytes = ArrayPool<byte>.Shared.Rent(slice.Length);
            try
            {
                slice.CopyTo(bytes.AsSpan(0, slice.Length), 0);
                offset = Apply(bytes.AsSpan(0, slice.Length), offset, apply);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }

        return offset;
    }

    private static long Apply(ReadOnlySpan<byte> bytes, long from, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        long next = from;
        foreach (ReadOnlySpan<byte> batch in new RecordBatchEnumerator(bytes))
        {
            using var records = new RecordReader(batch);
            while (records.MoveNext())
            {
                Record record = records.Current;
                if (record.Offset < from) continue;
                // A plain null would take the array's type on its way to the memory, and arrive as an empty value.
                apply(record.Key.Span.ToArray(), record.Value.IsNull ? default(ReadOnlyMemory<byte>?) : record.Value.Span.ToArray());
            }

            next = Math.Max(next, records.Header.NextOffset);
        }

        return next;
    }

    private sealed class CommitTask() : TaskCompletionSource<ErrorCode>(TaskCreationOptions.RunContinuationsAsynchronously), ICommitObserver
    {
        public void CommitEnded(int index, ErrorCode error) => TrySetResult(error);
    }
}
