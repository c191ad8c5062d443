using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>Writes published keys to their topic, without a record key: nothing says whose they are. Thread-safe.</summary>
/// <param name="options">Where the log is, and the topic.</param>
/// <param name="log">Where it tells what could not be stored.</param>
/// <param name="time">The clock.</param>
/// <param name="deliveryTimeout">How long the log may be away before a key fails; null for two minutes.</param>
public sealed class PublishedKeyWriter(ContactsOptions options, ILogger<PublishedKeyWriter> log, TimeProvider? time = null, TimeSpan? deliveryTimeout = null)
    : EventWriter<PublishedKey>(
        new WriterOptions(options.BootstrapServers, "vicinity-contacts-keys")
        {
            Partitions = 1,
            Replicas = options.Replicas,
            Retention = TimeSpan.FromDays(options.RetentionDays),
            MaxTopics = 1,
            DeliveryTimeout = deliveryTimeout,
        },
        log,
        time), IKeySink
{
    /// <inheritdoc/>
    public Task PublishAsync(PublishedKey key, CancellationToken cancel) => WriteAsync(key, cancel);

    /// <inheritdoc/>
    protected override string TopicOf(in PublishedKey value) => options.KeysTopic;

    /// <inheritdoc/>
    protected override int Encode(in PublishedKey value, ArrayBufferWriter<byte> output)
    {
        PublishedKeyJson.Write(output, value);
        return 0;
    }
}
