using System.Buffers;
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
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The producer copies the bytes before it returns, so one buffer a thread serves all calls.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    private readonly Admin _admin;
    private readonly Producer _producer;
    private readonly TopicShelf _topics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _stored, _failed;

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
                OnDelivery = Delivered,
            },
            time);
        _topics = new TopicShelf(_admin, options, TooManyTopics);
    }

    /// <summary>Events that the log has acknowledged.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Events that could not be stored.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>
    /// Hands an event over; its delivery follows. Waits while the buffer is full or the log is away, so a source is held up rather
    /// than losing anything.
    /// </summary>
    public ValueTask PostAsync(in T value, CancellationToken cancel = default)
    {
        string topic = TopicOf(value);
        return _topics.Has(topic) ? Post(topic, value) : CreateAndPostAsync(topic, value, cancel);
    }

    /// <summary>Stores an event and waits for the acknowledgement.</summary>
    /// <exception cref="ClientException">It could not be stored; the exception says why.</exception>
    public virtual async Task WriteAsync(T value, CancellationToken cancel = default)
    {
        string topic = TopicOf(value);
        if (!_topics.Has(topic)) await _topics.EnsureAsync(topic, cancel).ConfigureAwait(false);
        await Send(topic, value).WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Waits until everything that was handed over is acknowledged or has failed.</summary>
    public Task FlushAsync(CancellationToken cancel = default) => _producer.FlushAsync(cancel);

    /// <summary>Delivers what was handed over and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>The topic that an event belongs to.</summary>
    protected abstract string TopicOf(in T value);

    /// <summary>Writes the record's key, then its value, and returns the length of the key. Called from any thread.</summary>
    protected abstract int Encode(in T value, ArrayBufferWriter<byte> output);

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
        return Encode(value, t_buffer);
    }

    private async ValueTask CreateAndPostAsync(string topic, T value, CancellationToken cancel)
    {
        bool told = false;
        while (true)
        {
            try
            {
                await _topics.EnsureAsync(topic, cancel).ConfigureAwait(false);
                break;
            }
            catch (ClientException away) when (!cancel.IsCancellationRequested)
            {
                if (!told) LogWaiting(topic, away.Message);
                told = true;
                await Task.Delay(Pause, _time, cancel).ConfigureAwait(false);
            }
        }
        await Post(topic, value).ConfigureAwait(false);
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
