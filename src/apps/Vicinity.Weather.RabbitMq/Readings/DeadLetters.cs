using RabbitMQ.Client;

namespace Vicinity.Weather.RabbitMq;

/// <summary>Puts what cannot be processed into the dead-letter queue, with the reason.</summary>
internal static class DeadLetters
{
    private const int MostReason = 1_000;

    /// <summary>Sends a message there; returns when it is confirmed.</summary>
    public static async Task SendAsync(IChannel channel, RabbitNames names, ReadOnlyMemory<byte> body, string? type, string reason, TimeSpan patience, CancellationToken cancel)
    {
        var properties = new BasicProperties { Persistent = true, Headers = new Dictionary<string, object?> { [RabbitNames.ReasonHeader] = reason.Length > MostReason ? reason[..MostReason] : reason } };
        if (type is not null) properties.ContentType = type;
        await channel.BasicPublishAsync(names.Dead, "", mandatory: true, properties, body, cancel).AsTask().WaitAsync(patience, cancel).ConfigureAwait(false);
    }
}
