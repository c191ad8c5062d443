using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>The hexadecimal texts named Kafka are what Apache Kafka 4.2 had in its own <c>__consumer_offsets</c>.</summary>
public sealed class GroupRecordTests
{
    private const string GroupKeyOfKafka = "000200026767";
    private const string OffsetKeyOfKafka = "00010002676700017400000003";
    private const string OffsetOfKafka = "000400000000000000020000000001000001a22bd35e3900";
    private const string EmptyGroupOfKafka = "00030008636f6e73756d657200000002ffffffff000001a22bd36db900000000";
    private const string GroupOfKafka =
        "00030008636f6e73756d657200000001000572616e67650035636f6e736f6c652d636f6e73756d65722d32303233386562652d656234362d343065312d383532612d303632353834366632336130000001a22bd3496b"
        + "000000010035636f6e736f6c652d636f6e73756d65722d32303233386562652d656234362d343065312d383532612d303632353834366632336130ffff0010636f6e736f6c652d636f6e73756d6572000a2f3132372e302e302e31"
        + "000493e00000afc800000017000300000001000174ffffffff00000000ffffffffffff000000210003000000010001740000000400000000000000010000000200000003ffffffff";

    [Fact]
    public void Keys_are_those_of_Kafka()
    {
        var offset = new GroupRecordKey("gg", new TopicPartition("t", 3));

        new GroupRecordKey("gg", null).Encode().ShouldBe(Convert.FromHexString(GroupKeyOfKafka));
        offset.Encode().ShouldBe(Convert.FromHexString(OffsetKeyOfKafka));
        Decode(GroupKeyOfKafka).ShouldBe((new GroupRecordKey("gg", null), false));
        Decode(OffsetKeyOfKafka).ShouldBe((offset, false));
        Decode("0000" + OffsetKeyOfKafka[4..]).ShouldBe((offset, false));
    }

    [Fact]
    public void Keys_of_the_older_format_are_told_apart_from_those_of_Kafka_though_their_numbers_are_the_same()
    {
        Decode("0001" + "000167").ShouldBe((new GroupRecordKey("g", null), true));
        Decode("0002" + "000167" + "000174" + "00000003").ShouldBe((new GroupRecordKey("g", new TopicPartition("t", 3)), true));
    }

    [Fact]
    public void Groups_are_written_byte_for_byte_as_by_Kafka()
    {
        foreach (string bytes in new[] { GroupOfKafka, EmptyGroupOfKafka })
            GroupRecordValue.Encode(GroupRecordValue.DecodeGroup("gg", Convert.FromHexString(bytes))).ShouldBe(Convert.FromHexString(bytes));
        GroupSnapshot group = GroupRecordValue.DecodeGroup("gg", Convert.FromHexString(GroupOfKafka));
        (group.Generation, group.ProtocolType, group.ProtocolName, group.StateSinceMs).ShouldBe((1, "consumer", "range", 0x1a22bd3496bL));
        MemberSnapshot member = group.Members.ShouldHaveSingleItem();
        (member.Id, member.InstanceId, member.ClientId, member.ClientHost, member.RebalanceTimeoutMs, member.SessionTimeoutMs).ShouldBe((group.LeaderId!, null, "console-consumer", "/127.0.0.1", 300_000, 45_000));
        ConsumerSubscription.Topics(member.Subscription).ShouldBe(["t"]);
    }

    [Theory]
    [InlineData("0000" + "000000000000002A" + "00016D" + "0000000000000064", -1)]
    [InlineData("0001" + "000000000000002A" + "00016D" + "0000000000000064" + "00000000000000C8", -1)]
    [InlineData("0002" + "000000000000002A" + "00016D" + "0000000000000064", -1)]
    [InlineData("0003" + "000000000000002A" + "00000007" + "00016D" + "0000000000000064", 7)]
    [InlineData("0004" + "000000000000002A" + "00000007" + "026D" + "0000000000000064" + "00", 7)]
    [InlineData("0004" + "000000000000002A" + "00000007" + "026D" + "0000000000000064" + "010010000102030405060708090A0B0C0D0E0F", 7)]
    public void Every_version_of_an_offset_is_read(string bytes, int epoch) =>
        GroupRecordValue.DecodeOffset(Convert.FromHexString(bytes)).ShouldBe(new CommittedOffset(42, epoch, "m", 100));

    [Fact]
    public void An_offset_that_Kafka_wrote_is_read_and_ours_is_in_version_3_which_every_tool_knows()
    {
        GroupRecordValue.DecodeOffset(Convert.FromHexString(OffsetOfKafka)).ShouldBe(new CommittedOffset(2, 0, "", 0x1a22bd35e39L));
        GroupRecordValue.Encode(new CommittedOffset(42, 7, "m", 100)).ShouldBe(Convert.FromHexString("0003" + "000000000000002A" + "00000007" + "00016D" + "0000000000000064"));
    }

    [Theory]
    [InlineData("0000" + "000163" + "00000005" + "000172" + "000161" + "00000001" + "000161" + "000143" + "000148" + "0000000A" + "0000000101" + "0000000102", 10)]
    [InlineData("0001" + "000163" + "00000005" + "000172" + "000161" + "00000001" + "000161" + "000143" + "000148" + "00000014" + "0000000A" + "0000000101" + "0000000102", 20)]
    [InlineData("0002" + "000163" + "00000005" + "000172" + "000161" + "0000000000000064" + "00000001" + "000161" + "000143" + "000148" + "00000014" + "0000000A" + "0000000101" + "0000000102", 20)]
    [InlineData("0004" + "0263" + "00000005" + "0272" + "0261" + "0000000000000064" + "02" + "0261" + "00" + "0243" + "0248" + "00000014" + "0000000A" + "0201" + "0202" + "00" + "00", 20)]
    public void Every_version_of_a_group_is_read(string bytes, int rebalanceTimeout)
    {
        GroupSnapshot group = GroupRecordValue.DecodeGroup("g", Convert.FromHexString(bytes));

        (group.ProtocolType, group.Generation, group.ProtocolName, group.LeaderId).ShouldBe(("c", 5, "r", "a"));
        MemberSnapshot member = group.Members.ShouldHaveSingleItem();
        (member.Id, member.InstanceId, member.ClientId, member.ClientHost, member.SessionTimeoutMs, member.RebalanceTimeoutMs).ShouldBe(("a", null, "C", "H", 10, rebalanceTimeout));
        (member.Subscription.Single(), member.Assignment.Single()).ShouldBe(((byte)1, (byte)2));
    }

    [Fact]
    public void Values_of_the_older_format_are_read_with_the_protocol_that_was_chosen()
    {
        OlderGroupRecordValue.DecodeOffset(Convert.FromHexString("0000" + "000000000000002A" + "00000007" + "0000000000000064" + "026D")).ShouldBe(new CommittedOffset(42, 7, "m", 100));
        GroupSnapshot group = OlderGroupRecordValue.DecodeGroup("g", Convert.FromHexString(
            "0000" + "00000005" + "09636F6E73756D6572" + "0672616E6765" + "0261" + "0000000000000000" + "02"
            + "0261" + "0273" + "0263" + "032F68" + "0000000A" + "00000014" + "03" + "026F" + "0209" + "0672616E6765" + "0201" + "0202"));

        MemberSnapshot member = group.Members.ShouldHaveSingleItem();
        (member.Id, member.InstanceId, member.SessionTimeoutMs, member.RebalanceTimeoutMs, member.Subscription.Single(), member.Assignment.Single()).ShouldBe(("a", "s", 10, 20, (byte)1, (byte)2));
    }

    [Fact]
    public void Keys_of_other_kinds_are_left_alone()
    {
        // Of KIP-848's groups, and of whatever comes later.
        Decode("0003" + "000167").Key.ShouldBeNull();
        Decode("0101" + "000167").Key.ShouldBeNull();
    }

    [Fact]
    public void Values_of_a_later_program_are_refused_by_name() =>
        Should.Throw<ProtocolException>(() => GroupRecordValue.DecodeOffset(Convert.FromHexString("0005FF"))).Message.ShouldContain("later version");

    [Fact]
    public void Damaged_bytes_are_refused_at_every_length()
    {
        byte[] bytes = Convert.FromHexString(GroupOfKafka);
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<ProtocolException>(() => GroupRecordValue.DecodeGroup("g", bytes.AsMemory(0, length)));
    }

    private static (GroupRecordKey? Key, bool IsOlder) Decode(string bytes) => (GroupRecordKey.Decode(Convert.FromHexString(bytes), out bool isOlder), isOlder);
}
