using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway;

/// <summary>The live readers of one application. Thread-safe.</summary>
/// <typeparam name="TReader">What the application knows of a reader: what it looks at, and what it was told.</typeparam>
/// <param name="most">Most readers at a time.</param>
public sealed class LiveReaders<TReader>(int most)
    where TReader : class
{
    private readonly ConcurrentDictionary<string, LiveConnection<TReader>> _readers = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Most readers at a time.</summary>
    public int Most => most;

    /// <summary>How many there are.</summary>
    public int Count => _readers.Count;

    /// <summary>The readers.</summary>
    public IEnumerable<TReader> All => _readers.Values.Select(c => c.Reader);

    /// <summary>Completes when a reader has come or looks at something new.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    internal ICollection<LiveConnection<TReader>> Connections => _readers.Values;

    /// <summary>Adds a reader, which is told at once what there is; false when there are too many.</summary>
    /// <param name="connection">Id of its connection.</param>
    /// <param name="client">Takes what is pushed.</param>
    /// <param name="reader">What is known of it.</param>
    /// <param name="leave">Closes the connection.</param>
    public bool TryAdd(string connection, ISingleClientProxy client, TReader reader, Action leave)
    {
        if (_readers.Count >= most || !_readers.TryAdd(connection, new LiveConnection<TReader>(client, reader, leave))) return false;
        Wake();
        return true;
    }

    /// <summary>Takes a reader off the list.</summary>
    public void Remove(string connection) => _readers.TryRemove(connection, out _);

    /// <summary>What is known of a reader.</summary>
    public bool TryFind(string connection, [NotNullWhen(true)] out TReader? reader)
    {
        reader = _readers.TryGetValue(connection, out LiveConnection<TReader>? found) ? found.Reader : null;
        return reader is not null;
    }

    /// <summary>Has the readers pushed soon: one of them looks at something new.</summary>
    public void Wake() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
