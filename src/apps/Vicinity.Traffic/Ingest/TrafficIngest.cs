using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>
/// Writes positions to the topic of their quadrant. Besides what <see cref="EventWriter{T}"/> throws, a position in one quadrant too
/// many is refused with a <see cref="QuadrantLimitException"/>. Thread-safe.
/// </summary>
public sealed class TrafficIngest(TrafficOptions options, ILogger<TrafficIngest> log, TimeProvider? time = null)
    : EventWriter<VehiclePosition>(
        new WriterOptions(options.BootstrapServers, "vicinity-traffic-ingest")
        {
            Replicas = options.Replicas,
            Retention = options.RetentionHours is { } hours ? TimeSpan.FromHours(hours) : null,
            MaxTopics = options.MaxQuadrants,
        },
        log,
        time)
{
    private readonly QuadrantMap _quadrants = new(options.QuadrantZoom);

    /// <summary>Stores a position and waits for the acknowledgement.</summary>
    /// <exception cref="TrafficException">It could not be stored; the exception says why.</exception>
    /// <exception cref="QuadrantLimitException">The position lies in one quadrant too many.</exception>
    public override async Task WriteAsync(VehiclePosition value, CancellationToken cancel = default)
    {
        try
        {
            await base.WriteAsync(value, cancel).ConfigureAwait(false);
        }
        catch (ClientException error) when (TrafficErrors.From(error, TopicOf(value)) is { } meaning)
        {
            throw meaning;
        }
    }

    /// <inheritdoc/>
    protected override string TopicOf(in VehiclePosition value) => _quadrants.TopicOf(value.Point);

    /// <inheritdoc/>
    protected override int Encode(in VehiclePosition value, ArrayBufferWriter<byte> output) => PositionSender.Encode(value, output);

    /// <inheritdoc/>
    protected override TopicLimitException TooManyTopics(int limit) => new QuadrantLimitException(limit);
}
