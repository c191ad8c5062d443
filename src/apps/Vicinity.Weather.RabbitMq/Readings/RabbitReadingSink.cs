using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Vicinity.Weather.RabbitMq;

/// <summary>
/// Sends readings to the queue that all sensors and servers share: persistent, and each confirmed by the nodes of a quorum before it counts as taken. Bounds are checked where the readings are taken out.
/// </summary>
public sealed class RabbitReadingSink : IReadingSink
{
    private static readonly TimeSpan s_full = TimeSpan.FromSeconds(1);

    private readonly RabbitSettings _settings;
    private readonly RabbitNames _names;
    private readonly RabbitLink _link;

    /// <summary>Prepares a sender; it connects at the first call.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has a line for each.</exception>
    public RabbitReadingSink(RabbitSettings settings, TimeProvider clock)
    {
        (_settings, _names) = (settings, new RabbitNames(settings));
        _link = new RabbitLink(settings, clock, "vicinity weather sensor", _names.DeclareReadingsAsync);
    }

    /// <summary>The port of the node that it is connected to; 0 for none.</summary>
    internal int Port => _link.Port;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        if (readings.Count == 0) return new SendOutcome(0, []);
        IChannel channel = await _link.ChannelAsync(cancel).ConfigureAwait(false);
        try
        {
            int size = _settings.ReadingsPerMessage;
            var sent = new List<Task>((readings.Count + size - 1) / size);
            for (int from = 0; from < readings.Count; from += size)
            {
                (ReadOnlyMemory<byte> body, string type) = ReadingBody.Write(readings, from, Math.Min(size, readings.Count - from));
                // What is sent is not called back: the confirmations are waited for, or the channel is given up.
                sent.Add(channel.BasicPublishAsync("", _names.Readings, mandatory: true, new BasicProperties { Persistent = true, ContentType = type }, body, CancellationToken.None).AsTask());
            }
            return await OutcomeAsync(sent, size, readings.Count, cancel).ConfigureAwait(false);
        }
        catch (Exception failed) when (RabbitLink.IsAway(failed) || failed is OperationCanceledException)
        {
            await _link.DropAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            throw new TransportException($"RabbitMQ did not confirm readings: {(failed is TimeoutException ? $"no answer within {_settings.TimeoutMs} ms" : failed.Message)}; whether they are stored is not known", failed);
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task<SendOutcome> OutcomeAsync(List<Task> sent, int size, int count, CancellationToken cancel)
    {
        Task all = Task.WhenAll(sent);
        await ((Task)Task.WhenAny(all)).WaitAsync(TimeSpan.FromMilliseconds(_settings.TimeoutMs), cancel).ConfigureAwait(false);
        int confirmed = sent.FindIndex(task => !task.IsCompletedSuccessfully);
        if (confirmed < 0) return new SendOutcome(count, []);
        Exception failed = sent[confirmed].Exception?.InnerException ?? new OperationCanceledException();
        // Refused by a full queue: nothing broke, and what comes after the first refused one is sent again, which is safe.
        if (failed is PublishException { IsReturn: false })
        {
            // A channel whose first message came while the queue had no leader goes on asking the node that died, and is refused everything for as long as it lives. A new one asks anew.
            if (sent.TrueForAll(task => !task.IsCompletedSuccessfully)) await _link.DropAsync().ConfigureAwait(false);
            return new SendOutcome(confirmed * size, [], s_full);
        }
        throw failed is PublishReturnException returned ? new IOException($"the queue {_names.Readings} is not there ({returned.ReplyText})") : new IOException(failed.Message, failed);
    }
}
