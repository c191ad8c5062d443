using RabbitMQ.Client;

namespace Vicinity.Weather.RabbitMq;

/// <summary>A message that was handed out and is not acknowledged yet.</summary>
/// <param name="Channel">The channel on which it came: the only one on which it can be acknowledged.</param>
/// <param name="Tag">Its number on that channel.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Type">Their type, where the sender says so.</param>
/// <param name="Times">How often it was handed out before.</param>
internal sealed record Delivery(IChannel Channel, ulong Tag, byte[] Body, string? Type, long Times)
{
    /// <summary>The readings of it that keep to the bounds.</summary>
    public IReadOnlyList<Reading> Readings { get; set; } = [];
}
