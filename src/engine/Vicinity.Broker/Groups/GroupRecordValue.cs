using System.Buffers;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Values of records in the groups' log, in Kafka's format: OffsetCommitValue and GroupMetadataValue. Versions 0 to 4 are read and 3 is written, as by Kafka itself.
/// docs/formats/consumer-offsets.md describes the bytes.
/// </summary>
internal static class GroupRecordValue
{
    private const short Version = 3;
    private const short LastVersion = 4;
    private const short ExpireTimeVersion = 1;
    private const short RebalanceTimeoutFrom = 1;
    private const short StateTimeFrom = 2;
    private const short EpochFrom = 3;
    private const short StaticNameFrom = 3;
    private const short FlexibleFrom = 4;

    public static byte[] Encode(CommittedOffset offset)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteInt16(Version);
        writer.WriteInt64(offset.Offset);
        writer.WriteInt32(offset.LeaderEpoch);
        writer.WriteString(offset.Metadata, flexible: false, nullable: false);
        writer.WriteInt64(offset.TimestampMs);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="ProtocolException">The bytes are malformed or of a later version.</exception>
    public static CommittedOffset DecodeOffset(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        short version = ReadVersion(ref reader);
        bool flexible = version >= FlexibleFrom;
        long offset = reader.ReadInt64("committed offset");
        int epoch = version >= EpochFrom ? reader.ReadInt32("committed offset leader epoch") : -1;
        string metadata = reader.ReadString(flexible, nullable: false, "committed offset metadata")!;
        long timestamp = reader.ReadInt64("committed offset timestamp");
        if (version == ExpireTimeVersion) reader.ReadInt64("committed offset expire timestamp");
        if (flexible) reader.SkipTaggedSection("committed offset");
        reader.RequireEnd("committed offset");
        return new CommittedOffset(offset, epoch, metadata, timestamp);
    }

    public static byte[] Encode(GroupSnapshot group)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteInt16(Version);
        writer.WriteString(group.ProtocolType ?? "", flexible: false, nullable: false);
        writer.WriteInt32(group.Generation);
        writer.WriteString(group.ProtocolName, flexible: false, nullable: true);
        writer.WriteString(group.LeaderId, flexible: false, nullable: true);
        writer.WriteInt64(group.StateSinceMs);
        writer.WriteArrayCount(group.Members.Count, flexible: false, nullable: false);
        foreach (MemberSnapshot member in group.Members) WriteMember(ref writer, member);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="ProtocolException">The bytes are malformed or of a later version.</exception>
    public static GroupSnapshot DecodeGroup(string groupId, ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        short version = ReadVersion(ref reader);
        bool flexible = version >= FlexibleFrom;
        string protocolType = reader.ReadString(flexible, nullable: false, "group protocol type")!;
        int generation = reader.ReadInt32("group generation");
        string? protocolName = reader.ReadString(flexible, nullable: true, "group protocol name");
        string? leader = reader.ReadString(flexible, nullable: true, "group leader");
        long stateSince = version >= StateTimeFrom ? reader.ReadInt64("group state timestamp") : -1;
        int count = reader.ReadArrayCount(flexible, nullable: false, smallest: 15, "group members");
        var members = new List<MemberSnapshot>(count);
        for (int i = 0; i < count; i++) members.Add(ReadMember(ref reader, version));
        if (flexible) reader.SkipTaggedSection("group");
        reader.RequireEnd("group");
        return new GroupSnapshot(groupId, generation, protocolType.Length == 0 ? null : protocolType, protocolName, leader, stateSince, members);
    }

    private static void WriteMember(ref ProtocolWriter writer, MemberSnapshot member)
    {
        writer.WriteString(member.Id, flexible: false, nullable: false);
        writer.WriteString(member.InstanceId, flexible: false, nullable: true);
        writer.WriteString(member.ClientId, flexible: false, nullable: false);
        writer.WriteString(member.ClientHost, flexible: false, nullable: false);
        writer.WriteInt32(member.RebalanceTimeoutMs);
        writer.WriteInt32(member.SessionTimeoutMs);
        writer.WriteBytes(member.Subscription, flexible: false, nullable: false);
        writer.WriteBytes(member.Assignment, flexible: false, nullable: false);
    }

    private static MemberSnapshot ReadMember(ref ProtocolReader reader, short version)
    {
        bool flexible = version >= FlexibleFrom;
        string id = reader.ReadString(flexible, nullable: false, "member id")!;
        string? instance = version >= StaticNameFrom ? reader.ReadString(flexible, nullable: true, "member static name") : null;
        string client = reader.ReadString(flexible, nullable: false, "member client id")!;
        string host = reader.ReadString(flexible, nullable: false, "member client host")!;
        int rebalance = version >= RebalanceTimeoutFrom ? reader.ReadInt32("member rebalance timeout") : -1;
        int session = reader.ReadInt32("member session timeout");
        byte[] subscription = reader.ReadBytes(flexible, nullable: false, "member subscription")!.Value.ToArray();
        byte[] assignment = reader.ReadBytes(flexible, nullable: false, "member assignment")!.Value.ToArray();
        if (flexible) reader.SkipTaggedSection("member");
        return new MemberSnapshot(id, instance, client, host, session, rebalance < 0 ? session : rebalance, subscription, assignment);
    }

    private static short ReadVersion(ref ProtocolReader reader)
    {
        short version = reader.ReadInt16("group record version");
        return version is >= 0 and <= LastVersion ? version
            : throw new ProtocolException("group record version", version, $"0 to {LastVersion}; the log was written by a later version of this program", 0);
    }
}
