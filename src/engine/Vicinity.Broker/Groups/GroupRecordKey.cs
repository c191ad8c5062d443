using System.Buffers;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Key of a record in the groups' log, in Kafka's format: GroupMetadataKey for a group, OffsetCommitKey for a group's offset of a partition.
/// docs/formats/consumer-offsets.md describes the bytes.
/// </summary>
/// <param name="GroupId">The group.</param>
/// <param name="Partition">The partition of an offset; null for the group itself.</param>
internal readonly record struct GroupRecordKey(string GroupId, TopicPartition? Partition)
{
    private const short FirstOffsetVersion = 0;
    private const short OffsetVersion = 1;
    private const short GroupVersion = 2;

    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteInt16(Partition is null ? GroupVersion : OffsetVersion);
        writer.WriteString(GroupId, flexible: false, nullable: false);
        if (Partition is TopicPartition partition)
        {
            writer.WriteString(partition.Topic, flexible: false, nullable: false);
            writer.WriteInt32(partition.Partition);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a key; null for one of a version that stands for something else, which is left alone.</summary>
    /// <param name="bytes">The key.</param>
    /// <param name="isOlder">
    /// Whether it is in this program's own format of before. That had the same two numbers the other way round: what ends behind the group was the group itself
    /// under 1, and what goes on was an offset under 2; so the two formats are never taken for each other.
    /// </param>
    /// <exception cref="ProtocolException">The bytes are malformed.</exception>
    public static GroupRecordKey? Decode(ReadOnlyMemory<byte> bytes, out bool isOlder)
    {
        isOlder = false;
        var reader = new ProtocolReader(bytes);
        short version = reader.ReadInt16("group record key version");
        if (version is not (FirstOffsetVersion or OffsetVersion or GroupVersion)) return null;
        string group = reader.ReadString(flexible: false, nullable: false, "group record key group")!;
        bool ofGroup = reader.Remaining == 0;
        isOlder = ofGroup != (version == GroupVersion);
        TopicPartition? partition = ofGroup
            ? null
            : new TopicPartition(reader.ReadString(flexible: false, nullable: false, "group record key topic")!, reader.ReadInt32("group record key partition"));
        reader.RequireEnd("group record key");
        return new GroupRecordKey(group, partition);
    }
}
