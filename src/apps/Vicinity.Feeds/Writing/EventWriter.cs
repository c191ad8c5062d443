using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Feeds;

/// <summary>
/// Writes events to the topics that they belong to, creates topics that are missing, and stores each event exactly once, also when
/// nodes fail meanwhile. Thread-safe.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
public abstract partial class EventWriter<T> : IAsyncDisposable
{
    // Events of topics that are being created: enough to find out which topics a recording needs, little memory.
    private const int MostInLines = 10_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // As long as the producer holds on to a record.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_patienceAtTheEnd = TimeSpan.FromSeconds(5);

    // The producer copies the bytes before it returns, so one buffer a thread serves all calls.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    private readonly Admin _admin;
    private readonly Producer _producer;
    private readonly TopicShelf _topics;
    private readonly ConcurrentDictionary<string, TopicLine<T>> _lines = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _stored, _failed, _bytes;
    private int _openLines, _inLines, _waitingTold;

    /// <summary>Connects when it is first used.</summary>
    protected EventWriter(WriterOptions options, ILogger log, TimeProvider? time)
    {
        _time = time ?? TimeProvider.System;
        _log = log;
        _admin = new Admin(new AdminOptions { BootstrapServers = options.BootstrapServers, ClientId = options.ClientId }, time);
        _producer = new Producer(
            new ProducerOptions
            {
                BootstrapServers = options.BootstrapServers,
                ClientId = options.ClientId,
                AllowAutoTopicCreation = false,
                DeliveryTimeout = options.DeliveryTimeout ?? s_patience,
                OnDelivery = Delivered,
            },
            time);
        _topics = new TopicShelf(_admin, options, TooManyTopics);
    }

    /// <summary>Events that the log has acknowledged.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Bytes of the keys and values of all events that were handed to the producer, before compression.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Events that could not be stored.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>
    /// Hands an event over; its delivery follows. Waits while the buffer is full or the log is away, so a source is held up rather
    /// than losing anything. While a topic is being created, a bounded number of events is taken in the meantime.
    /// </summary>
    public ValueTask PostAsync(in T value, CancellationToken cancel = default)
    {
        string topic = TopicOf(value);
        return _topics.Has(topic) && LineOf(topic) is null ? Post(topic, value) : LineUp(topic, value, cancel);
    }

    /// <summary>Stores an event and waits for the acknowledgement.</summary>
    /// <exception cref="ClientException">It could not be stored; the exception says why.</exception>
    public virtual async Task WriteAsync(T value, CancellationToken cancel = default)
    {
        string topic = TopicOf(value);
        if (!_topics.Has(topic)) await _topics.EnsureAsync(topic, cancel).ConfigureAwait(false);
        if (LineOf(topic) is { } line) await line.Served.WaitAsync(cancel).ConfigureAwait(false);
        await Send(topic, value).WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Waits until everything that was handed over is acknowledged or has failed.</summary>
    public async Task FlushAsync(CancellationToken cancel = default)
    {
        await LinesServed().WaitAsync(cancel).ConfigureAwait(false);
        await _producer.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Delivers what was handed over and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing.CancelAfter(s_patienceAtTheEnd);
        await LinesServed().ConfigureAwait(false);
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The topic that an event belongs to.</summary>
    protected abstract string TopicOf(in T value);

    /// <summary>Writes the record's key, then its value, and returns the length of the key. Called from any thread.</summary>
    protected abstract int Encode(in T value, ArrayBufferWriter<byte> output);

    /// <summary>What is kept of an event while its topic is being created; for events that hold memory which the caller uses again.</summary>
    protected virtual T Kept(in T value) => value;

    /// <summary>What is thrown when an event belongs to one topic too many.</summary>
    protected virtual TopicLimitException TooManyTopics(int limit) => new TopicLimitException(limit);

    private ValueTask Post(string topic, in T value)
    {
        int key = Encode(value);
        return _producer.PostAsync(topic, t_buffer!.WrittenSpan[..key], t_buffer.WrittenSpan[key..]);
    }

    private Task<RecordPosition> Send(string topic, in T value)
    {
        int key = Encode(value);
        return _producer.SendAsync(topic, t_buffer!.WrittenSpan[..key], t_buffer.WrittenSpan[key..]);
    }

    private int Encode(in T value)
    {
        t_buffer ??= new ArrayBufferWriter<byte>(1024);
        t_buffer.ResetWrittenCount();
        int key = Encode(value, t_buffer);
        Interlocked.Add(ref _bytes, t_buffer.WrittenCount);
        return key;
    }

    private TopicLine<T>? LineOf(string topic) => Volatile.Read(ref _openLines) > 0 && _lines.TryGetValue(topic, out TopicLine<T>? line) ? line : null;

    private Task LinesServed() => Task.WhenAll(_lines.Values.Select(line => line.Served));

    private ValueTask LineUp(string topic, in T value, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _inLines) <= MostInLines)
        {
            try
            {
                if (OpenLine(topic).TryAdd(Kept(value))) return default;
            }
            catch (TopicLimitException limit)
            {
                Interlocked.Decrement(ref _inLines);
                return ValueTask.FromException(limit);
            }
        }
        Interlocked.Decrement(ref _inLines);
        return CreateAndPostAsync(topic, Kept(value), cancel);
    }

    private TopicLine<T> OpenLine(string topic)
    {
        if (_lines.TryGetValue(topic, out TopicLine<T>? line)) return line;
        lock (_gate)
        {
            if (_lines.TryGetValue(topic, out line)) return line;
            _topics.Begin(topic);
            _lines[topic] = line = new TopicLine<T>();
            Volatile.Write(ref _openLines, _openLines + 1);
            _ = ServeAsync(topic, line);
            return line;
        }
    }

    private async Task ServeAsync(string topic, TopicLine<T> line)
    {
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(s_patience, _time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closing.Token);
            await CreateAsync(topic, end.Token).ConfigureAwait(false);
            while (line.TryTake(out T value))
            {
                Interlocked.Decrement(ref _inLines);
                await PostOrTellAsync(topic, value).ConfigureAwait(false);
            }
        }
        catch (Exception trouble)
        {
            // Whatever it is: what has been taken must not be gone without a word.
            int lost = line.Close();
            Interlocked.Add(ref _inLines, -lost);
            Interlocked.Add(ref _failed, lost);
            LogLost(lost, topic, trouble is OperationCanceledException ? "the topic could not be created in time" : trouble.Message);
        }
        finally
        {
            lock (_gate)
            {
                _lines.TryRemove(topic, out _);
                Volatile.Write(ref _openLines, _openLines - 1);
            }
            line.End();
        }
    }

    private async ValueTask PostOrTellAsync(string topic, T value)
    {
        try
        {
            await Post(topic, value).ConfigureAwait(false);
        }
        catch (ClientException refusal)
        {
            Interlocked.Increment(ref _failed);
            LogLost(1, topic, refusal.Message);
        }
    }

    private async ValueTask CreateAndPostAsync(string topic, T value, CancellationToken cancel)
    {
        await CreateAsync(topic, cancel).ConfigureAwait(false);
        if (LineOf(topic) is { } line) await line.Served.WaitAsync(cancel).ConfigureAwait(false);
        await Post(topic, value).ConfigureAwait(false);
    }

    private async Task CreateAsync(string topic, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await _topics.EnsureAsync(topic, cancel).ConfigureAwait(false);
                Volatile.Write(ref _waitingTold, 0);
                return;
            }
            catch (ClientException away) when (!cancel.IsCancellationRequested)
            {
                // Many topics may wait for the same reason.
                if (Interlocked.Exchange(ref _waitingTold, 1) == 0) LogWaiting(topic, away.Message);
                await Task.Delay(s_pause, _time, cancel).ConfigureAwait(false);
            }
        }
    }

    private void Delivered(BatchDelivery delivery)
    {
        if (delivery.Error is not { } error)
        {
            Interlocked.Add(ref _stored, delivery.RecordCount);
            return;
        }
        Interlocked.Add(ref _failed, delivery.RecordCount);
        if (error.Code is ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId) _topics.Forget(delivery.Partition.Topic);
        LogLost(delivery.RecordCount, delivery.Partition.Topic, error.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The topic {Topic} cannot be created yet, what belongs there waits: {Reason}")]
    private partial void LogWaiting(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} records for {Topic} were not stored: {Reason}")]
    private partial void LogLost(int count, string topic, string reason);
}
