using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A groups' log in memory. Appends are acknowledged at once, or when the test says so.</summary>
internal sealed class MemoryGroupLog : IGroupLog
{
    private readonly Lock _gate = new();
    private readonly List<KeyedRecord> _records = [];
    private readonly Queue<TaskCompletionSource<ErrorCode>> _waiting = new();

    public int MaxAppendBytes { get; init; } = 512 * 1024;

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

    public void Add(byte[] key, byte[]? value) => _records.Add(new KeyedRecord(key, value is null ? null : (ReadOnlyMemory<byte>?)value));
}
