using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>Writes runs to their topic, which keeps the latest state of each. Thread-safe.</summary>
public sealed class RunWriter(ContactsOptions options, ILogger<RunWriter> log, TimeProvider? time = null)
    : EventWriter<Run>(new WriterOptions(options.BootstrapServers, "vicinity-contacts-runs") { Replicas = options.Replicas, IsCompacted = true, MaxTopics = 1 }, log, time)
{
    /// <inheritdoc/>
    protected override string TopicOf(in Run value) => options.RunsTopic;

    /// <inheritdoc/>
    protected override int Encode(in Run value, ArrayBufferWriter<byte> output)
    {
        int length = (int)Encoding.UTF8.GetBytes(value.Name, output);
        RunJson.Write(output, value);
        return length;
    }
}
