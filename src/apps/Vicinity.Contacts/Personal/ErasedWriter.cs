using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>Writes who was erased to a compacted topic, one record of each person. Thread-safe.</summary>
public sealed class ErasedWriter(ContactsOptions options, ILogger<ErasedWriter> log, TimeProvider? time = null)
    : EventWriter<ErasedPerson>(new WriterOptions(options.BootstrapServers, "vicinity-contacts-erased") { Replicas = options.Replicas, IsCompacted = true, MaxTopics = 1 }, log, time)
{
    /// <inheritdoc/>
    protected override string TopicOf(in ErasedPerson value) => options.ErasedTopic;

    /// <inheritdoc/>
    protected override int Encode(in ErasedPerson value, ArrayBufferWriter<byte> output)
    {
        int length = (int)Encoding.UTF8.GetBytes(value.Person.ToString(), output);
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"uuid":"{{value.Person}}","erased":"{{DateTimeOffset.FromUnixTimeMilliseconds(value.Time):O}}"}"""), output);
        return length;
    }
}
