using System.Buffers;
using Vicinity.Protocol;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>One keyed record; a null value is a tombstone.</summary>
internal readonly record struct KeyedRecord(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value);

/// <summary>
/// An internal compacted log used as a durable map: records are appended in batches and acknowledged when the high watermark has passed
/// them; at start all are read back in order. Thread-safe.
/// </summary>
internal sealed class KeyedLog(Replica replica, TimeProvider time)
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>Appends the records as one batch; completes when they are acknowledged.</summary>
    /// <exception cref="BrokerException">They cannot be stored.</exception>
    public async Task AppendAsync(IReadOnlyList<KeyedRecord> records)
    {
        ErrorCode error = await TryAppendAsync(records).ConfigureAwait(false);
        if (error != ErrorCode.None) throw new BrokerException($"cannot store {records.Count} records in {replica.Partition}: {error} {replica.Failure?.Message}");
    }

    /// <summary>The same, with the error as the result. The records' place in the log is taken when the call returns.</summary>
    public Task<ErrorCode> TryAppendAsync(IReadOnlyList<KeyedRecord> records)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var builder = new RecordBatchBuilder(replica.Config.MaxMessageBytes);
        foreach (KeyedRecord record in records)
        {
            if (!builder.TryAppend(now, record.Key.Span, NullableBytes.From(record.Value))) return Task.FromResult(ErrorCode.MessageTooLarge);
        }

        AppendOutcome outcome = replica.Append(builder.Complete().ToArray(), now);
        if (outcome.Error != ErrorCode.None) return Task.FromResult(outcome.Error);
        var wait = new CommitTask();
        replica.WaitForCommit(outcome, wait, 0);
        replica.RequestFlush();
        return wait.Task;
    }

    /// <summary>Calls <paramref name="apply"/> for each record below the end of the log, in order.</summary>
    public void ReadAll(Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        long offset = replica.Log.LogStartOffset;
        long end = replica.Log.End.Offset;
        while (offset < end)
        {
            LogSlice slice = replica.Log.Read(offset, ReadBytes, end, atLeastOneBatch: true);
            if (slice.IsEmpty) return;
            byte[] bytes = ArrayPool<byte>.Shared.Rent(slice.Length);
            try
            {
                slice.CopyTo(bytes.AsSpan(0, slice.Length), 0);
                offset = Apply(bytes.AsSpan(0, slice.Length), apply);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }

    private static long Apply(ReadOnlySpan<byte> bytes, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        long next = 0;
        foreach (ReadOnlySpan<byte> batch in new RecordBatchEnumerator(bytes))
        {
            using var records = new RecordReader(batch);
            while (records.MoveNext())
            {
                Record record = records.Current;
                // A plain null would take the array's type on its way to the memory, and arrive as an empty value.
                apply(record.Key.Span.ToArray(), record.Value.IsNull ? default(ReadOnlyMemory<byte>?) : record.Value.Span.ToArray());
            }

            next = records.Header.NextOffset;
        }

        return next;
    }

    private sealed class CommitTask() : TaskCompletionSource<ErrorCode>(TaskCreationOptions.RunContinuationsAsynchronously), ICommitObserver
    {
        public void CommitEnded(int index, ErrorCode error) => TrySetResult(error);
    }
}
