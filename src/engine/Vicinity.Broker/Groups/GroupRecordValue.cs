using System.Buffers;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Values of records in the groups' log. docs/formats/consumer-offsets.md describes the bytes.</summary>
internal static class GroupRecordValue
{
    private const short Version = 0;

    public static byte[] Encode(CommittedOffset offset)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteInt16(Version);
        writer.WriteInt64(offset.Offset);
        writer.WriteInt32(offset.LeaderEpoch);
        writer.WriteInt64(offset.TimestampMs);
        writer.WriteString(offset.Metadata, flexible: true, nullable: false);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="ProtocolException">The bytes are malformed or of a later version.</exception>
    public static CommittedOffset DecodeOffset(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        CheckVersion(ref reader);
        long offset = reader.ReadInt64("committed offset");
        int epoch = reader.ReadInt32("committed offset leader epoch");
        long timestamp = reader.ReadInt64("committed offset timestamp");
        string metadata = reader.ReadString(flexible: true, nullable: false, "committed offset metadata")!;
        reader.RequireEnd("committed offset");
        return new CommittedOffset(offset, epoch, metadata, timestamp);
    }

    public static byte[] Encode(GroupSnapshot group)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteInt16(Version);
        writer.WriteInt32(group.Generation);
        writer.WriteString(group.ProtocolType, flexible: true, nullable: true);
        writer.WriteString(group.ProtocolName, flexible: true, nullable: true);
        writer.WriteString(group.LeaderId, flexible: true, nullable: true);
        writer.WriteInt64(group.EmptySinceMs);
        writer.WriteArrayCount(group.Members.Count, flexible: true, nullable: false);
        foreach (MemberSnapshot member in group.Members) WriteMember(ref writer, member);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="ProtocolException">The bytes are malformed or of a later version.</exception>
    public static GroupSnapshot DecodeGroup(string groupId, ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        CheckVersion(ref reader);
        int generation = reader.ReadInt32("group generation");
        string? protocolType = reader.ReadString(flexible: true, nullable: true, "group protocol type");
        string? protocolName = reader.ReadString(flexible: true, nullable: true, "group protocol name");
        string? leader = reader.ReadString(flexible: true, nullable: true, "group leader");
        long emptySince = reader.ReadInt64("group empty since");
        int count = reader.ReadArrayCount(flexible: true, nullable: false, smallest: 14, "group members");
        var members = new List<MemberSnapshot>(count);
        for (var i = 0; i < count; i++) members.Add(ReadMember(ref reader));
        reader.RequireEnd("group");
        return new GroupSnapshot(groupId, generation, protocolType, protocolName, leader, emptySince, members);
    }

    private static void WriteMember(ref ProtocolWriter writer, MemberSnapshot member)
    {
        writer.WriteString(member.Id, flexible: true, nullable: false);
        writer.WriteString(member.InstanceId, flexible: true, nullable: true);
        writer.WriteString(member.ClientId, flexible: true, nullable: false);
        writer.WriteString(member.ClientHost, flexible: true, nullable: false);
        writer.WriteInt32(member.SessionTimeoutMs);
        writer.WriteInt32(member.RebalanceTimeoutMs);
        writer.WriteArrayCount(member.Protocols.Count, flexible: true, nullable: false);
        foreach (GroupProtocol protocol in member.Protocols)
        {
            writer.WriteString(protocol.Name, flexible: true, nullable: false);
            writer.WriteBytes(protocol.Metadata, flexible: true, nullable: false);
        }

        writer.WriteBytes(member.Assignment, flexible: true, nullable: false);
    }

    private static MemberSnapshot ReadMember(ref ProtocolReader reader)
    {
        string id = reader.ReadString(flexible: true, nullable: false, "member id")!;
        string? instance = reader.ReadString(flexible: true, nullable: true, "member static name");
        string client = reader.ReadString(flexible: true, nullable: false, "member client id")!;
        string host = reader.ReadString(flexible: true, nullable: false, "member client host")!;
        int session = reader.ReadInt32("member session timeout");
        int rebalance = reader.ReadInt32("member rebalance timeout");
        int count = reader.ReadArrayCount(flexible: true, nullable: false, smallest: 2, "member protocols");
        var protocols = new List<GroupProtocol>(count);
        for (var i = 0; i < count; i++)
        {
            string name = reader.ReadString(flexible: true, nullable: false, "member protocol name")!;
            protocols.Add(new GroupProtocol(name, reader.ReadBytes(flexible: true, nullable: false, "member protocol metadata")!.Value.ToArray()));
        }

        byte[] assignment = reader.ReadBytes(flexible: true, nullable: false, "member assignment")!.Value.ToArray();
        return new MemberSnapshot(id, instance, client, host, session, rebalance, protocols, assignment);
    }

    private static void CheckVersion(ref ProtocolReader reader)
    {
        short version = reader.ReadInt16("group record version");
        if (version != Version) throw new ProtocolException("group record version", version, $"{Version}; the log was written by a later version of this program", 0);
    }
}
