using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A groups' log in memory. Appends are acknowledged at once, or when the test says so.</summary>
internal sealed class MemoryGroupLog : IGroupLog
{
    private readonly Lock _gate = new();
    private readonly List<KeyedRecord> _records = [];
    private readonly Queue<TaskCompletionSource<ErrorCode>> _waiting = new();
    private int _forgotten;

    public int MaxAppendBytes { get; init; } = 512 * 1024;

    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    public long EndOffset
    {
        get
        {
            lock (_gate) return _forgotten + _records.Count;
        }
    }

    public bool Holds { get; set; }

    public ErrorCode Error { get; set; }

    public int Appends { get; private set; }

    public int Records
    {
        get
        {
            lock (_gate) return _records.Count;
        }
    }

    public Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records)
    {
        lock (_gate)
        {
            Appends++;
            if (Error != ErrorCode.None) return Task.FromResult(Error);
            _records.AddRange(records);
            if (!Holds) return Task.FromResult(ErrorCode.None);
            var waiting = new TaskCompletionSource<ErrorCode>();
            _waiting.Enqueue(waiting);
            return waiting.Task;
        }
    }

    public void Acknowledge(ErrorCode error = ErrorCode.None)
    {
        Holds = false;
        while (_waiting.TryDequeue(out TaskCompletionSource<ErrorCode>? waiting)) waiting.SetResult(error);
    }

    public void ReadAll(Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        foreach (KeyedRecord record in _records.ToArray()) apply(record.Key, record.Value);
    }

    public Task<ErrorCode> ForgetBeforeAsync(long offset)
    {
        lock (_gate)
        {
            _records.RemoveRange(0, (int)(offset - _forgotten));
            _forgotten = (int)offset;
        }

        return Task.FromResult(ErrorCode.None);
    }

    /// <summary>What the disk has when the process is killed: the first records.</summary>
    public MemoryGroupLog KilledAfter(int records)
    {
        var log = new MemoryGroupLog();
        lock (_gate) log._records.AddRange(_records.Take(records));
        return log;
    }

    public void Add(byte[] key, byte[]? value) => _records.Add(new KeyedRecord(key, value is null ? null : (ReadOnlyMemory<byte>?)value));
}
