using System.Buffers;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// The bytes that members of a consumer group tell each other through the coordinator: what each wants to read, and what each shall read. Never flexible;
/// versions above the known ones only add fields at the end.
/// </summary>
internal static class ConsumerProtocol
{
    public const string Type = "consumer";

    /// <summary>Encodes a subscription, version 1.</summary>
    public static byte[] WriteSubscription(IReadOnlyCollection<string> topics, IReadOnlyCollection<TopicPartition> owned)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(bytes);
        writer.WriteInt16(1);
        writer.WriteStringList([.. topics], flexible: false, nullable: false);
        writer.WriteBytes(null, flexible: false, nullable: true);
        WritePartitions(ref writer, owned);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Topics of a subscription of any version.</summary>
    /// <exception cref="ProtocolException">The bytes are no subscription.</exception>
    public static IReadOnlyList<string> ReadSubscription(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        _ = reader.ReadInt16("subscription version");
        int count = reader.ReadArrayCount(false, false, 2, "subscription topics");
        var topics = new string[count];
        for (int i = 0; i < count; i++) topics[i] = reader.ReadString(false, false, "subscription topic")!;
        return topics;
    }

    /// <summary>Encodes an assignment, version 0.</summary>
    public static byte[] WriteAssignment(IReadOnlyCollection<TopicPartition> partitions)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(bytes);
        writer.WriteInt16(0);
        WritePartitions(ref writer, partitions);
        writer.WriteBytes(null, flexible: false, nullable: true);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Partitions of an assignment of any version; no bytes are no partitions.</summary>
    /// <exception cref="ProtocolException">The bytes are no assignment.</exception>
    public static IReadOnlyList<TopicPartition> ReadAssignment(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return [];
        var reader = new ProtocolReader(bytes);
        _ = reader.ReadInt16("assignment version");
        return ReadPartitions(ref reader);
    }

    /// <summary>The same, or null when the bytes are of another protocol.</summary>
    public static IReadOnlyList<TopicPartition>? TryReadAssignment(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadAssignment(bytes);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static void WritePartitions(ref ProtocolWriter writer, IReadOnlyCollection<TopicPartition> partitions)
    {
        var topics = partitions.GroupBy(p => p.Topic).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        writer.WriteArrayCount(topics.Count, flexible: false, nullable: false);
        foreach (var topic in topics)
        {
            writer.WriteString(topic.Key, flexible: false, nullable: false);
            writer.WriteInt32List([.. topic.Select(p => p.Partition).Order()], flexible: false, nullable: false);
        }
    }

    private static List<TopicPartition> ReadPartitions(ref ProtocolReader reader)
    {
        var partitions = new List<TopicPartition>();
        int topics = reader.ReadArrayCount(false, false, 6, "assigned topics");
        for (int t = 0; t < topics; t++)
        {
            string topic = reader.ReadString(false, false, "assigned topic")!;
            int count = reader.ReadArrayCount(false, false, 4, "assigned partitions");
            for (int i = 0; i < count; i++) partitions.Add(new TopicPartition(topic, reader.ReadInt32("assigned partition")));
        }
        return partitions;
    }
}
