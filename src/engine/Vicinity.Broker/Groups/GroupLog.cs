using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The log of groups and committed offsets: this node's replica of the internal topic <c>__consumer_offsets</c>, where it has one.</summary>
internal sealed class GroupLog(TopicRegistry topics, TimeProvider time) : IGroupLog
{
    private const int LeastMessageBytes = 1024 * 1024;

    // What a batch has around a record.
    private const int AroundARecord = 1024;

    private static readonly TimeSpan s_forgetTimeout = TimeSpan.FromSeconds(30);

    public bool IsReadable { get; private set; } = true;

    public int MaxAppendBytes => Math.Min(LeastMessageBytes, MaxRecordBytes) / 2;

    public int MaxRecordBytes => (Replica?.Config.MaxMessageBytes ?? LeastMessageBytes) - AroundARecord;

    public long EndOffset => Replica is { Failure: null } replica ? replica.Log.End.Offset : 0;

    /// <summary>This node's replica of the log, or null.</summary>
    public Replica? Replica => topics.Find(TopicName.ConsumerOffsets, 0);

    public Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records) =>
        Replica is Replica replica ? AppendAsync(new KeyedLog(replica, time).AppendAsync(records)) : Task.FromResult(ErrorCode.NotCoordinator);

    public async Task<ErrorCode> ForgetBeforeAsync(long offset)
    {
        if (Replica is not { } replica) return ErrorCode.NotCoordinator;
        try
        {
            return offset <= replica.Log.LogStartOffset ? ErrorCode.None : (await replica.DeleteRecordsAsync(offset, s_forgetTimeout).ConfigureAwait(false)).Error;
        }
        catch (ObjectDisposedException)
        {
            // The replica is gone from this node.
            return ErrorCode.NotCoordinator;
        }
    }

    public void ReadAll(Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        IsReadable = Replica is { Failure: null };
        if (Replica is { Failure: null } replica) new KeyedLog(replica, time).Read(0, replica.Log.End.Offset, apply);
    }

    /// <summary>In words that clients of a coordinator know: that its log is led elsewhere means that it is elsewhere.</summary>
    private static async Task<ErrorCode> AppendAsync(Task<ErrorCode> append) => await append.ConfigureAwait(false) switch
    {
        ErrorCode.NotLeaderOrFollower => ErrorCode.NotCoordinator,
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.RequestTimedOut => ErrorCode.CoordinatorNotAvailable,
        var other => other,
    };
}
