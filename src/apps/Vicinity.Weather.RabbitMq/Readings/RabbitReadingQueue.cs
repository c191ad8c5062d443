using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Vicinity.Feeds;

namespace Vicinity.Weather.RabbitMq;

/// <summary>
/// Takes readings out of the queue that all sensors and servers share. A message is acknowledged after the handler has returned; when this process dies before that, RabbitMQ hands it out again.
/// What cannot be read, or breaks the bounds, goes to the dead-letter queue with the reason, and so does what the handler has failed on <see cref="RabbitSettings.DeliveryLimit"/> times.
/// While the store is away (<see cref="TransportException"/>), messages are held and tried again: that is not their fault.
/// </summary>
public sealed partial class RabbitReadingQueue : IReadingQueue
{
    private readonly RabbitSettings _settings;
    private readonly RabbitNames _names;
    private readonly RabbitLink _link;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private long _dead;
    private long _handled;

    /// <summary>Prepares a receiver; it connects when it runs.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has a line for each.</exception>
    public RabbitReadingQueue(RabbitSettings settings, TimeProvider clock, ILogger? log = null)
    {
        (_settings, _names, _clock, _log) = (settings, new RabbitNames(settings), clock, log ?? NullLogger.Instance);
        _link = new RabbitLink(settings, clock, "vicinity weather server", _names.DeclareReadingsAsync);
    }

    /// <summary>Dead letters that this receiver has sent.</summary>
    public long Dead => Interlocked.Read(ref _dead);

    /// <summary>Readings that the handler has worked on.</summary>
    public long Handled => Interlocked.Read(ref _handled);

    /// <inheritdoc/>
    public async Task RunAsync(ReadingHandler handler, CancellationToken cancel)
    {
        var pause = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        while (!cancel.IsCancellationRequested)
        {
            long before = Handled;
            try
            {
                IChannel channel = await _link.ChannelAsync(cancel).ConfigureAwait(false);
                await ConsumeAsync(channel, handler, cancel).ConfigureAwait(false);
            }
            catch (TransportException away)
            {
                Away(away.Message);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
            }
            // The library cancels what waits for an answer when the connection goes.
            catch (Exception broken) when (RabbitLink.IsAway(broken) || broken is OperationCanceledException)
            {
                Away(broken.Message);
            }
            finally
            {
                // What is not acknowledged is handed out again when the connection goes.
                await _link.DropAsync().ConfigureAwait(false);
            }
            if (cancel.IsCancellationRequested) return;
            if (Handled > before) pause.Reset();
            await Task.WhenAny(Task.Delay(pause.Next(Random.Shared.NextDouble()), _clock, cancel)).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>Works until the channel breaks or the work is ended.</summary>
    private async Task ConsumeAsync(IChannel channel, ReadingHandler handler, CancellationToken cancel)
    {
        // RabbitMQ sends no more than the prefetch, so that is the bound of this queue as well.
        Channel<Delivery> deliveries = Channel.CreateBounded<Delivery>(_settings.Prefetch);
        await channel.BasicQosAsync(0, _settings.Prefetch, global: false, cancel).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
            await deliveries.Writer.WriteAsync(new Delivery(channel, message.DeliveryTag, message.Body.ToArray(), message.BasicProperties.ContentType, Times(message.BasicProperties.Headers)), cancel).ConfigureAwait(false);
        consumer.ShutdownAsync += (_, reason) =>
        {
            deliveries.Writer.TryComplete();
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, reason) =>
        {
            // The queue was removed, or its node went.
            deliveries.Writer.TryComplete();
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            deliveries.Writer.TryComplete();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(_names.Readings, autoAck: false, consumer, cancel).ConfigureAwait(false);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] workers = [.. Enumerable.Range(0, _settings.Workers).Select(_ => WorkAsync(deliveries.Reader, handler, broken))];
        await Task.WhenAll(workers).ConfigureAwait(false);
    }

    private async Task WorkAsync(ChannelReader<Delivery> deliveries, ReadingHandler handler, CancellationTokenSource end)
    {
        List<Delivery> batch = new(_settings.BatchMost);
        try
        {
            while (await deliveries.WaitToReadAsync(end.Token).ConfigureAwait(false))
            {
                batch.Clear();
                while (batch.Count < _settings.BatchMost && deliveries.TryRead(out Delivery? delivery))
                    if (await TakeAsync(delivery, end.Token).ConfigureAwait(false)) batch.Add(delivery);
                if (batch.Count > 0) await HandleAsync(batch, handler, end.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            // One that cannot go on ends all: the connection is made anew.
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads a message. What is wrong with it goes to the dead letters.</summary>
    /// <returns>Whether something is left to work on.</returns>
    private async Task<bool> TakeAsync(Delivery delivery, CancellationToken cancel)
    {
        List<Reading> good = [];
        string? problem = ReadingBody.Read(delivery.Body, _clock.GetUtcNow().ToUnixTimeMilliseconds(), good, out IReadOnlyList<(Reading Reading, string Reason)> refused);
        if (problem is not null)
        {
            await BuryAsync(delivery, problem, cancel).ConfigureAwait(false);
            return false;
        }
        foreach ((Reading reading, string reason) in refused) await DeadAsync(delivery.Channel, Alone(delivery, reading, good.Count + refused.Count), reason, cancel).ConfigureAwait(false);
        delivery.Readings = good;
        if (good.Count > 0) return true;
        await delivery.Channel.BasicAckAsync(delivery.Tag, multiple: false, cancel).ConfigureAwait(false);
        return false;
    }

    private async Task HandleAsync(List<Delivery> batch, ReadingHandler handler, CancellationToken cancel)
    {
        var pause = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        while (true)
        {
            try
            {
                Reading[] readings = [.. batch.SelectMany(delivery => delivery.Readings)];
                await handler(readings, cancel).ConfigureAwait(false);
                Interlocked.Add(ref _handled, readings.Length);
                foreach (Delivery done in batch) await done.Channel.BasicAckAsync(done.Tag, multiple: false, cancel).ConfigureAwait(false);
                return;
            }
            catch (TransportException away)
            {
                // The store is away. RabbitMQ is not asked to hand it out again: that would count against the message.
                Waiting(away.Message);
                if (!batch[0].Channel.IsOpen) throw;
                await Task.Delay(pause.Next(Random.Shared.NextDouble()), _clock, cancel).ConfigureAwait(false);
            }
            catch (Exception failed) when (!RabbitLink.IsAway(failed) && failed is not OperationCanceledException)
            {
                if (batch.Count == 1)
                {
                    await GiveBackAsync(batch[0], failed, cancel).ConfigureAwait(false);
                    return;
                }
                // One of them is at fault: each by itself, so that the others are not hurt.
                foreach (Delivery alone in batch.ToArray()) await HandleAsync([alone], handler, cancel).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task GiveBackAsync(Delivery delivery, Exception failed, CancellationToken cancel)
    {
        if (delivery.Times + 1 >= _settings.DeliveryLimit) await BuryAsync(delivery, $"the server failed on it {delivery.Times + 1} times: {failed.Message}", cancel).ConfigureAwait(false);
        else await delivery.Channel.BasicNackAsync(delivery.Tag, multiple: false, requeue: true, cancel).ConfigureAwait(false);
    }

    private async Task BuryAsync(Delivery delivery, string reason, CancellationToken cancel)
    {
        await DeadAsync(delivery.Channel, delivery.Body, reason, cancel, delivery.Type).ConfigureAwait(false);
        await delivery.Channel.BasicAckAsync(delivery.Tag, multiple: false, cancel).ConfigureAwait(false);
    }

    private async Task DeadAsync(IChannel channel, ReadOnlyMemory<byte> body, string reason, CancellationToken cancel, string? type = null)
    {
        await DeadLetters.SendAsync(channel, _names, body, type, reason, TimeSpan.FromMilliseconds(_settings.TimeoutMs), cancel).ConfigureAwait(false);
        Interlocked.Increment(ref _dead);
        Died(reason);
    }

    /// <summary>The reading as a message of its own: as it came where it came alone, since JSON has no word for a value that is no number.</summary>
    private static ReadOnlyMemory<byte> Alone(Delivery delivery, in Reading reading, int all)
    {
        if (all == 1) return delivery.Body;
        var output = new ArrayBufferWriter<byte>();
        ReadingCompact.Write(output, [reading]);
        return output.WrittenMemory;
    }

    private static long Times(IDictionary<string, object?>? headers) => headers is not null && headers.TryGetValue("x-delivery-count", out object? count)
        ? count switch { long many => many, int many => many, byte[] text => long.TryParse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture, out long many) ? many : 0, _ => 0 }
        : 0;

    [LoggerMessage(Level = LogLevel.Warning, Message = "no readings come, connecting again: {Reason}")]
    private partial void Away(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "readings wait here until they can be stored: {Reason}")]
    private partial void Waiting(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a message cannot be processed and is a dead letter now: {Reason}")]
    private partial void Died(string reason);
}
