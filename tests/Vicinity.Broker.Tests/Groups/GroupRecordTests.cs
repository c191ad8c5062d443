using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class GroupRecordTests
{
    [Fact]
    public void group_key_001()
    {
        byte[] bytes = Convert.FromHexString("0001" + "000167");
        new GroupRecordKey("g", null).Encode().ShouldBe(bytes);
        GroupRecordKey.Decode(bytes).ShouldBe(new GroupRecordKey("g", null));
    }

    [Fact]
    public void offset_key_001()
    {
        byte[] bytes = Convert.FromHexString("0002" + "000167" + "000174" + "00000003");
        new GroupRecordKey("g", new TopicPartition("t", 3)).Encode().ShouldBe(bytes);
        GroupRecordKey.Decode(bytes).ShouldBe(new GroupRecordKey("g", new TopicPartition("t", 3)));
    }

    [Fact]
    public void offset_value_001()
    {
        byte[] bytes = Convert.FromHexString("0000" + "000000000000002A" + "00000007" + "0000000000000064" + "026D");
        GroupRecordValue.Encode(new CommittedOffset(42, 7, "m", 100)).ShouldBe(bytes);
        GroupRecordValue.DecodeOffset(bytes).ShouldBe(new CommittedOffset(42, 7, "m", 100));
    }

    [Fact]
    public void group_value_001()
    {
        var snapshot = new GroupSnapshot("g", 5, "consumer", "range", "a", 0, [new MemberSnapshot("a", "s", "c", "/h", 10, 20, [new GroupProtocol("range", [1])], [2])]);
        byte[] bytes = Convert.FromHexString(
            "0000" + "00000005" + "09636F6E73756D6572" + "0672616E6765" + "0261" + "0000000000000000" + "02"
            + "0261" + "0273" + "0263" + "032F68" + "0000000A" + "00000014" + "02" + "0672616E6765" + "0201" + "0202");

        GroupRecordValue.Encode(snapshot).ShouldBe(bytes);
        GroupSnapshot read = GroupRecordValue.DecodeGroup("g", bytes);
        read.Members[0].Protocols[0].Metadata.ShouldBe([1]);
        (read with { Members = snapshot.Members }).ShouldBe(snapshot);
    }

    [Fact]
    public void Keys_of_a_later_program_are_left_alone()
    {
        GroupRecordKey.Decode(Convert.FromHexString("0101000167")).ShouldBeNull();
        GroupRecordKey.Decode(Convert.FromHexString("0009000167")).ShouldBeNull();
    }

    [Fact]
    public void Values_of_a_later_program_are_refused_by_name() =>
        Should.Throw<ProtocolException>(() => GroupRecordValue.DecodeOffset(Convert.FromHexString("0001FF"))).Message.ShouldContain("later version");

    [Fact]
    public void Damaged_bytes_are_refused_at_every_length()
    {
        byte[] bytes = GroupRecordValue.Encode(new GroupSnapshot("g", 5, "consumer", "range", "a", 0, [new MemberSnapshot("a", null, "c", "/h", 10, 20, [new GroupProtocol("range", [1])], [2])]));
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<ProtocolException>(() => GroupRecordValue.DecodeGroup("g", bytes.AsMemory(0, length)));
    }
}
