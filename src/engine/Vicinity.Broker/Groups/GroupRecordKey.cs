using System.Buffers;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Key of a record in the groups' log: a group, or a group's offset of a partition. docs/formats/consumer-offsets.md describes the bytes.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Partition">The partition of an offset; null for the group itself.</param>
internal readonly record struct GroupRecordKey(string GroupId, TopicPartition? Partition)
{
    private const sbyte Version = 0;
    private const sbyte GroupKind = 1;
    private const sbyte OffsetKind = 2;

    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteInt8(Version);
        writer.WriteInt8(Partition is null ? GroupKind : OffsetKind);
        writer.WriteString(GroupId, flexible: false, nullable: false);
        if (Partition is TopicPartition partition)
        {
            writer.WriteString(partition.Topic, flexible: false, nullable: false);
            writer.WriteInt32(partition.Partition);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a key; null for one that a later version of this program wrote and this one does not know.</summary>
    /// <exception cref="ProtocolException">The bytes are malformed.</exception>
    public static GroupRecordKey? Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        if (reader.ReadInt8("group record key version") != Version) return null;
        sbyte kind = reader.ReadInt8("group record key kind");
        if (kind is not (GroupKind or OffsetKind)) return null;
        string group = reader.ReadString(flexible: false, nullable: false, "group record key group")!;
        TopicPartition? partition = kind == GroupKind
            ? null
            : new TopicPartition(reader.ReadString(flexible: false, nullable: false, "group record key topic")!, reader.ReadInt32("group record key partition"));
        reader.RequireEnd("group record key");
        return new GroupRecordKey(group, partition);
    }
}
