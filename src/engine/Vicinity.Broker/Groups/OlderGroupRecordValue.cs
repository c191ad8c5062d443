using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Reads values of this program's own format of before, which are under keys of that format; docs/formats/consumer-offsets.md describes the bytes.</summary>
internal static class OlderGroupRecordValue
{
    private const short Version = 0;

    /// <exception cref="ProtocolException">The bytes are malformed or of another version.</exception>
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

    /// <exception cref="ProtocolException">The bytes are malformed or of another version.</exception>
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
        for (int i = 0; i < count; i++) members.Add(ReadMember(ref reader, protocolName));
        reader.RequireEnd("group");
        return new GroupSnapshot(groupId, generation, protocolType, protocolName, leader, emptySince, members);
    }

    private static MemberSnapshot ReadMember(ref ProtocolReader reader, string? protocolName)
    {
        string id = reader.ReadString(flexible: true, nullable: false, "member id")!;
        string? instance = reader.ReadString(flexible: true, nullable: true, "member static name");
        string client = reader.ReadString(flexible: true, nullable: false, "member client id")!;
        string host = reader.ReadString(flexible: true, nullable: false, "member client host")!;
        int session = reader.ReadInt32("member session timeout");
        int rebalance = reader.ReadInt32("member rebalance timeout");
        int count = reader.ReadArrayCount(flexible: true, nullable: false, smallest: 2, "member protocols");
        byte[] subscription = [];
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString(flexible: true, nullable: false, "member protocol name")!;
            ReadOnlyMemory<byte> metadata = reader.ReadBytes(flexible: true, nullable: false, "member protocol metadata")!.Value;
            if (name == protocolName) subscription = metadata.ToArray();
        }

        byte[] assignment = reader.ReadBytes(flexible: true, nullable: false, "member assignment")!.Value.ToArray();
        return new MemberSnapshot(id, instance, client, host, session, rebalance, subscription, assignment);
    }

    private static void CheckVersion(ref ProtocolReader reader)
    {
        short version = reader.ReadInt16("group record version");
        if (version != Version) throw new ProtocolException("group record version", version, $"{Version} under a key of the older format", 0);
    }
}
