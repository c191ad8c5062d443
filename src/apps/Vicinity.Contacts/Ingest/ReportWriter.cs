using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// Writes reports to the log. The key of a person's report is the person, that of a crowd's frame the simulation and the chunk, so that each one's stay in order. Thread-safe.
/// </summary>
/// <param name="options">Where the log is, and the topic.</param>
/// <param name="log">Where it tells what could not be stored.</param>
/// <param name="time">The clock.</param>
/// <param name="deliveryTimeout">How long the log may be away before a report fails; null for two minutes.</param>
public sealed class ReportWriter(ContactsOptions options, ILogger<ReportWriter> log, TimeProvider? time = null, TimeSpan? deliveryTimeout = null)
    : EventWriter<OutgoingReport>(
        new WriterOptions(options.BootstrapServers, "vicinity-contacts")
        {
            Partitions = options.Partitions,
            Replicas = options.Replicas,
            Retention = TimeSpan.FromDays(options.RetentionDays),
            MaxTopics = 1,
            DeliveryTimeout = deliveryTimeout,
        },
        log,
        time), IReportSink
{
    private const int IdLength = 36;

    /// <inheritdoc cref="EventWriter{T}.PostAsync"/>
    public ValueTask PostAsync(PersonMessage message, CancellationToken cancel = default) => PostAsync(new OutgoingReport(message), cancel);

    /// <inheritdoc cref="EventWriter{T}.WriteAsync"/>
    public Task WriteAsync(PersonMessage message, CancellationToken cancel = default) => WriteAsync(new OutgoingReport(message), cancel);

    /// <inheritdoc/>
    public Task StoreAsync(PersonMessage report, CancellationToken cancel) => WriteAsync(report, cancel);

    /// <inheritdoc/>
    protected override string TopicOf(in OutgoingReport value) => options.Topic;

    /// <inheritdoc/>
    protected override OutgoingReport Kept(in OutgoingReport value) =>
        value.Message is not null ? value : new OutgoingReport(null, value.Key.ToArray(), value.Value.ToArray());

    /// <inheritdoc/>
    protected override int Encode(in OutgoingReport value, ArrayBufferWriter<byte> output)
    {
        if (value.Message is not { } message)
        {
            output.Write(value.Key.Span);
            output.Write(value.Value.Span);
            return value.Key.Length;
        }
        message.Person.TryFormat(output.GetSpan(IdLength), out int length);
        output.Advance(length);
        MessageJson.Write(output, message);
        return length;
    }
}
