using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>Writes reports of people to the log; each person's stay in order, because the record's key is the person. Thread-safe.</summary>
public sealed class ReportWriter(ContactsOptions options, ILogger<ReportWriter> log, TimeProvider? time = null)
    : EventWriter<PersonMessage>(
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

    /// <inheritdoc/>
    protected override string TopicOf(in PersonMessage value) => options.Topic;

    /// <inheritdoc/>
    protected override int Encode(in PersonMessage value, ArrayBufferWriter<byte> output)
    {
        value.Person.TryFormat(output.GetSpan(IdLength), out int length);
        output.Advance(length);
        MessageJson.Write(output, value);
        return length;
    }
}
