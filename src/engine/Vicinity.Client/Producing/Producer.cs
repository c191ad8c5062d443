using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>
/// Sends records to a cluster in batches. Records of one partition keep the order of the calls, also through retries; with idempotence, the default, each is
/// in the log exactly once. Every record ends in an acknowledgement or a <see cref="DeliveryException"/>. Thread-safe.
/// </summary>
public sealed class Producer : IAsyncDisposable
{
    // Bytes of a record besides key, value and headers: length, attributes, deltas, lengths and count, each at its longest.
    private const int RecordOverhead = 1 + Varint.MaxSize64 + 5 * Varint.MaxSize32;

    private readonly ProducerOptions _options;
    private readonly Cluster _cluster;
    private readonly MemoryBudget _budget;
    private readonly BatchPool _pool;
    private readonly ProducerSender _sender;
    private readonly ConcurrentDictionary<string, TopicQueue> _topics = new();
    private readonly Task _running;
    private readonly ITimer _metadataAge;
    private readonly long _deliveryTicks;
    private DeliveryException? _unseenFailure;
    private int _closed;

    /// <summary>Creates a producer; it connects when the first record is sent.</summary>
    /// <param name="options">Where the cluster is, and how to send.</param>
    /// <param name="time">The clock of timestamps, timeouts and pauses.</param>
    /// <exception cref="ArgumentException">A setting is out of its bounds.</exception>
    public Producer(ProducerOptions options, TimeProvider? time = null)
    {
        _options = options;
        _cluster = new Cluster(options, time) { AllowAutoTopicCreation = options.AllowAutoTopicCreation };
        _budget = new MemoryBudget(options.BufferBytes);
        _pool = new BatchPool(options, _budget, _cluster.Time);
        _sender = new ProducerSender(options, _cluster, _budget, _pool, e => Interlocked.CompareExchange(ref _unseenFailure, e, null));
        _deliveryTicks = (long)(options.DeliveryTimeout.TotalSeconds * _cluster.Time.TimestampFrequency);
        _metadataAge = _cluster.Time.CreateTimer(_ => { if (!_topics.IsEmpty) _cluster.RefreshInBackground(); }, null, options.MetadataMaxAge, options.MetadataMaxAge);
        _running = Task.Run(_sender.RunAsync);
    }

    /// <summary>Whether some connection is alive.</summary>
    public bool IsConnected => _cluster.IsConnected;

    /// <summary>Time of the last answer of any broker.</summary>
    public DateTimeOffset? LastSuccess => _cluster.LastSuccess;

    /// <summary>Bytes of the buffer that are in use.</summary>
    public long BufferedBytes => _budget.Taken;

    /// <summary>Partitions of a topic that this producer has sent to; null while they are not known.</summary>
    public int? PartitionCount(string topic) => _topics.TryGetValue(topic, out TopicQueue? queue) ? queue.PartitionCount : null;

    /// <summary>
    /// Sends a record. The task ends when it is acknowledged, and fails with <see cref="DeliveryException"/> when it is not delivered. Calls need not be awaited
    /// one by one; those beyond the buffer and a waiting line of the same size fail at once.
    /// </summary>
    /// <param name="topic">Topic.</param>
    /// <param name="key">Key, or null. Records with the same key go to the same partition.</param>
    /// <param name="value">Value, or null.</param>
    /// <param name="headers">Headers, in order.</param>
    /// <param name="timestampMs">Milliseconds since 1970; now when left out.</param>
    /// <param name="partition">Partition; chosen by the key, or evenly, when left out.</param>
    /// <exception cref="ObjectDisposedException">The producer is closed.</exception>
    public Task<RecordPosition> SendAsync(
        string topic, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default, long? timestampMs = null, int? partition = null)
    {
        var completion = new TaskCompletionSource<RecordPosition>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Prepare(topic, key, value, headers, partition, out TopicQueue queue, out int bound, out DeliveryException? refusal)) return Task.FromException<RecordPosition>(refusal!);
        long timestamp = timestampMs ?? _cluster.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!queue.TryAppend(timestamp, key, value, headers, partition, bound, completion))
            LineUp(queue, bound, new WaitingRecord(timestamp, key.ToArray(), value.ToArray(), headers.ToArray(), partition, bound, _cluster.Time.GetTimestamp() + _deliveryTicks, completion));
        return completion.Task;
    }

    /// <summary>
    /// Hands a record over and does not wait for its delivery: completes when it is in the buffer, which is at once unless the buffer is full. Failures are told
    /// to <see cref="ProducerOptions.OnDelivery"/>, or thrown by the next <see cref="FlushAsync"/>. Parameters are those of <see cref="SendAsync"/>.
    /// </summary>
    /// <exception cref="DeliveryException">The record could not be taken.</exception>
    public ValueTask PostAsync(
        string topic, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default, long? timestampMs = null, int? partition = null)
    {
        if (!Prepare(topic, key, value, headers, partition, out TopicQueue queue, out int bound, out DeliveryException? refusal)) return ValueTask.FromException(refusal!);
        long timestamp = timestampMs ?? _cluster.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (queue.TryAppend(timestamp, key, value, headers, partition, bound, null)) return default;
        var record = new WaitingRecord(timestamp, key.ToArray(), value.ToArray(), headers.ToArray(), partition, bound, _cluster.Time.GetTimestamp() + _deliveryTicks, null);
        LineUp(queue, bound, record);
        return new ValueTask(record.Accepted);
    }

    /// <summary>Like <see cref="PostAsync"/>, but takes the record only if that is possible without waiting.</summary>
    /// <returns>False when the buffer is full or the topic is not known yet.</returns>
    /// <exception cref="DeliveryException">The record can never be taken.</exception>
    public bool TryPost(
        string topic, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default, long? timestampMs = null, int? partition = null)
    {
        if (!Prepare(topic, key, value, headers, partition, out TopicQueue queue, out int bound, out DeliveryException? refusal)) throw refusal!;
        if (queue.PartitionCount is null && _cluster.AddInterest(topic)) _cluster.RefreshInBackground();
        return queue.TryAppend(timestampMs ?? _cluster.Time.GetUtcNow().ToUnixTimeMilliseconds(), key, value, headers, partition, bound, null);
    }

    /// <summary>Ends when everything handed over before the call is delivered or has failed.</summary>
    /// <param name="cancel">Gives up waiting; delivery goes on.</param>
    /// <exception cref="DeliveryException">A posted record has failed since the last flush and there was no handler. The first such failure.</exception>
    public async Task FlushAsync(CancellationToken cancel = default)
    {
        _sender.BeginFlush();
        try
        {
            foreach (TopicQueue queue in _topics.Values) await queue.LineServedAsync().WaitAsync(cancel).ConfigureAwait(false);
            _sender.Wake();
            await Task.WhenAll(_pool.Open().Select(b => b.Done)).WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            _sender.EndFlush();
        }
        if (Interlocked.Exchange(ref _unseenFailure, null) is { } failure) throw failure;
    }

    /// <summary>Delivers what was handed over, at most for the delivery timeout, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        using var timeout = new CancellationTokenSource(_options.DeliveryTimeout, _cluster.Time);
        try
        {
            await FlushAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or DeliveryException)
        {
            // Each record's own task or handler knows its outcome; what is left fails below.
        }
        await _metadataAge.DisposeAsync().ConfigureAwait(false);
        await _cluster.DisposeAsync().ConfigureAwait(false);
        _sender.Stop();
        await _running.ConfigureAwait(false);
        _sender.Dispose();
    }

    private bool Prepare(
        string topic, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers, int? partition,
        out TopicQueue queue, out int bound, out DeliveryException? refusal)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
        if (_sender.Breakdown is { } breakdown) throw new InvalidOperationException($"The producer broke down and sends nothing any more: {breakdown.Message}", breakdown);
        ArgumentOutOfRangeException.ThrowIfNegative(partition ?? 0, nameof(partition));
        long size = RecordOverhead + (long)key.Span.Length + value.Span.Length;
        foreach (RecordHeader header in headers) size += 2 * Varint.MaxSize32 + 3L * header.Key.Length + (header.Value?.Length ?? 0);
        bound = (int)Math.Min(size, int.MaxValue);
        refusal = size + BatchLayout.HeaderBytes > _options.MaxRequestBytes
            ? new DeliveryException(
                new TopicPartition(topic, partition ?? -1), ErrorCode.MessageTooLarge, $"a record of up to {size} bytes is above MaxRequestBytes ({_options.MaxRequestBytes})", isRetriable: false)
            : null;
        if (!_topics.TryGetValue(topic, out queue!))
            queue = _topics.GetOrAdd(topic, static (name, self) => new TopicQueue(name, self._options, self._cluster, self._budget, self._pool, self._sender), this);
        return refusal is null;
    }

    private void LineUp(TopicQueue queue, int bound, WaitingRecord record)
    {
        if (_sender.TryEnterLine(bound))
        {
            queue.LineUp(record);
            return;
        }
        record.Fail(new DeliveryException(
            new TopicPartition(queue.Topic, record.Partition ?? -1),
            ErrorCode.None,
            $"the buffer of {_options.BufferBytes} bytes is full and as many wait in line; await earlier sends",
            isRetriable: true));
    }
}
