using RabbitMQ.Client;

namespace Vicinity.Weather.RabbitMq;

/// <summary>Names of the queues and exchanges, and how they are declared.</summary>
public sealed class RabbitNames(RabbitSettings settings)
{
    /// <summary>Header of a dead letter: why it could not be processed.</summary>
    public const string ReasonHeader = "reason";

    /// <summary>Header of windows: the term of the proxy.</summary>
    public const string TermHeader = "term";

    /// <summary>The queue that all sensors and all servers share.</summary>
    public string Readings => $"{settings.Prefix}.readings";

    /// <summary>Exchange and queue of what cannot be processed.</summary>
    public string Dead => $"{settings.Prefix}.dead";

    /// <summary>The exchange that hands windows to the queue of every terminal.</summary>
    public string Windows => $"{settings.Prefix}.windows";

    /// <summary>The queue of a terminal.</summary>
    public string Terminal(string name) => $"{settings.Prefix}.terminal.{name}";

    internal async Task DeclareReadingsAsync(IChannel channel, CancellationToken cancel)
    {
        await channel.ExchangeDeclareAsync(Dead, ExchangeType.Fanout, durable: true, cancellationToken: cancel).ConfigureAwait(false);
        await channel.QueueDeclareAsync(Dead, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-max-length"] = (long)settings.MostDead }, cancellationToken: cancel).ConfigureAwait(false);
        await channel.QueueBindAsync(Dead, Dead, "", cancellationToken: cancel).ConfigureAwait(false);
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = (long)settings.DeliveryLimit,
            ["x-max-length"] = (long)settings.MostQueued,
            // A full queue refuses new messages; and a dead letter leaves it only once the dead-letter queue has confirmed it.
            ["x-overflow"] = "reject-publish",
            ["x-dead-letter-exchange"] = Dead,
            ["x-dead-letter-strategy"] = "at-least-once",
        };
        await channel.QueueDeclareAsync(Readings, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancel).ConfigureAwait(false);
    }

    internal Task DeclareWindowsAsync(IChannel channel, CancellationToken cancel) => channel.ExchangeDeclareAsync(Windows, ExchangeType.Fanout, durable: true, cancellationToken: cancel);

    internal async Task DeclareTerminalAsync(IChannel channel, string name, CancellationToken cancel)
    {
        await DeclareWindowsAsync(channel, cancel).ConfigureAwait(false);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-max-length"] = (long)settings.MostKept, ["x-expires"] = settings.KeepMs };
        await channel.QueueDeclareAsync(Terminal(name), durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancel).ConfigureAwait(false);
        await channel.QueueBindAsync(Terminal(name), Windows, "", cancellationToken: cancel).ConfigureAwait(false);
    }
}
