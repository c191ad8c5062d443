using System.Collections.Concurrent;
using Vicinity.Client;

namespace Vicinity.System.Tests;

/// <summary>
/// Writes 0, 1, 2 ... to each partition of a topic, one task a partition, with some dozens of records on their way at a time, and remembers
/// what was acknowledged at which offset.
/// </summary>
internal sealed class NumberedWriters
{
    private const int OnTheirWay = 64;

    private readonly string _topic;
    private readonly Producer[] _producers;
    private readonly ConcurrentDictionary<long, long>[] _acknowledged;
    private readonly Task[] _writers;
    private volatile bool _stopping;
    private int _count;

    /// <param name="producers">Partition p is written by the producer p modulo their number.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partitions">Its partitions.</param>
    public NumberedWriters(Producer[] producers, string topic, int partitions)
    {
        _topic = topic;
        _producers = producers;
        _acknowledged = [.. Enumerable.Range(0, partitions).Select(_ => new ConcurrentDictionary<long, long>())];
        _writers = [.. Enumerable.Range(0, partitions).Select(p => Task.Run(() => WriteAsync(p)))];
    }

    /// <summary>Raised with each acknowledgement, on any thread.</summary>
    public event Action? Acknowledging;

    /// <summary>Records acknowledged so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Offset by number of what was acknowledged in a partition.</summary>
    public IReadOnlyDictionary<long, long> Acknowledged(int partition) => _acknowledged[partition];

    /// <summary>The record of a number: the number, and enough behind it to fill segments.</summary>
    public static string ValueOf(long number) => $"{number}:{new string((char)('a' + (number % 26)), (int)(number % 200))}";

    /// <summary>Waits until that many are acknowledged, or a writer has failed.</summary>
    public async Task ReachAsync(int count, CancellationToken cancel)
    {
        long began = global::System.Diagnostics.Stopwatch.GetTimestamp();
        while (Count < count)
        {
            if (_writers.FirstOrDefault(w => w.IsCompleted) is Task ended) await ended;
            if (global::System.Diagnostics.Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(90)) throw new TimeoutException($"{Count} of {count} records were acknowledged");
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
        }
    }

    /// <summary>Ends writing and waits until everything sent is acknowledged.</summary>
    public async Task FinishAsync()
    {
        _stopping = true;
        await Task.WhenAll(_writers);
    }

    private async Task WriteAsync(int partition)
    {
        Producer producer = _producers[partition % _producers.Length];
        var sent = new Queue<Task>();
        for (long number = 0; !_stopping; number++)
        {
            sent.Enqueue(SendAsync(producer, partition, number));
            if (sent.Count == OnTheirWay) await sent.Dequeue();
        }

        await Task.WhenAll(sent);
    }

    private async Task SendAsync(Producer producer, int partition, long number)
    {
        RecordPosition position = await producer.SendAsync(_topic, default, global::System.Text.Encoding.UTF8.GetBytes(ValueOf(number)), partition: partition);
        _acknowledged[partition].TryAdd(number, position.Offset).ShouldBeTrue();
        Interlocked.Increment(ref _count);
        Acknowledging?.Invoke();
    }
}
