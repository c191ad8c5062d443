using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// Writes reports to the log. The key of a person's report is the person, that of a crowd's frame the simulation and the chunk, so that each one's stay in order. Thread-safe.
/// </summary>
public sealed class ReportWriter(ContactsOptions options, ILogger<ReportWriter> log, TimeProvider? time = null)
    : EventWriter<OutgoingReport>(
        new WriterOptions(options.BootstrapServers, "vicinity-contacts")
        {
            Partitions = options.Partitions,
            Replicas = options.Replicas,
            Retention = TimeSpan.FromDays(options.RetentionDays),
            MaxTopics = 1,
        },
        log,
        time)
{
    private const int IdLength = 36;

    /// <inheritdoc cref="EventWriter{T}.PostAsync"/>
    public ValueTask PostAsync(PersonMessage message, CancellationToken cancel = default) => PostAsync(new OutgoingReport(message), cancel);

    /// <inheritdoc cref="EventWriter{T}.WriteAsync"/>
    public Task WriteAsync(PersonMessage message, CancellationToken cancel = default) => WriteAsync(new OutgoingReport(message), cancel);

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
