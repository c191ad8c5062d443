using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>
/// Writes positions to the topic of their quadrant, creates topics that are missing, and stores each position exactly once, also
/// when nodes fail meanwhile. Thread-safe.
/// </summary>
public sealed partial class TrafficIngest : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Admin _admin;
    private readonly Producer _producer;
    private readonly TopicShelf _topics;
    private readonly QuadrantMap _quadrants;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _stored, _failed;

    /// <summary>Connects when it is first used.</summary>
    public TrafficIngest(TrafficOptions options, ILogger<TrafficIngest> log, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _log = log;
        _quadrants = new QuadrantMap(options.QuadrantZoom);
        _admin = new Admin(new AdminOptions { BootstrapServers = options.BootstrapServers, ClientId = "vicinity-traffic-ingest" }, time);
        _producer = new Producer(
            new ProducerOptions
            {
                BootstrapServers = options.BootstrapServers,
                ClientId = "vicinity-traffic-ingest",
                AllowAutoTopicCreation = false,
                OnDelivery = Delivered,
            },
            time);
        _topics = new TopicShelf(_admin, options);
    }

    /// <summary>Positions that the log has acknowledged.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Positions that could not be stored.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>
    /// Hands a position over; its delivery follows. Waits while the buffer is full or the log is away, so a source is held up rather
    /// than losing anything.
    /// </summary>
    /// <exception cref="QuadrantLimitException">The position lies in one quadrant too many.</exception>
    public ValueTask PostAsync(in VehiclePosition position, CancellationToken cancel = default)
    {
        string topic = _quadrants.TopicOf(position.Point);
        return _topics.Has(topic) ? PositionSender.PostAsync(_producer, topic, position) : CreateAndPostAsync(topic, position, cancel);
    }

    /// <summary>Stores a position and waits for the acknowledgement.</summary>
    /// <exception cref="TrafficException">It could not be stored; the exception says why.</exception>
    /// <exception cref="QuadrantLimitException">The position lies in one quadrant too many.</exception>
    public async Task WriteAsync(VehiclePosition position, CancellationToken cancel = default)
    {
        string topic = _quadrants.TopicOf(position.Point);
        try
        {
            if (!_topics.Has(topic)) await _topics.EnsureAsync(topic, cancel).ConfigureAwait(false);
            await PositionSender.SendAsync(_producer, topic, position).WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (ClientException error) when (TrafficErrors.From(error, topic) is { } meaning)
        {
            throw meaning;
        }
    }

    /// <summary>Waits until everything that was handed over is acknowledged or has failed.</summary>
    public Task FlushAsync(CancellationToken cancel = default) => _producer.FlushAsync(cancel);

    /// <summary>Delivers what was handed over and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask CreateAndPostAsync(string topic, VehiclePosition position, CancellationToken cancel)
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
        await PositionSender.PostAsync(_producer, topic, position).ConfigureAwait(false);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The topic {Topic} cannot be created yet, positions wait: {Reason}")]
    private partial void LogWaiting(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} positions for {Topic} were not stored: {Reason}")]
    private partial void LogLost(int count, string topic, string reason);
}
