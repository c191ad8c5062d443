using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

public sealed class ConsumerProtocolTests
{
    [Fact]
    public void A_subscription_comes_back() =>
        ConsumerProtocol.ReadSubscription(ConsumerProtocol.WriteSubscription(["b", "a"], [new("a", 1)])).ShouldBe(["b", "a"]);

    [Fact]
    public void A_subscription_has_the_bytes_that_other_clients_write() =>
        Convert.ToHexString(ConsumerProtocol.WriteSubscription(["t"], [])).ShouldBe("0001" + "00000001" + "000174" + "FFFFFFFF" + "00000000");

    [Fact]
    public void An_assignment_comes_back()
    {
        TopicPartition[] partitions = [new("a", 0), new("a", 3), new("b", 1)];
        ConsumerProtocol.ReadAssignment(ConsumerProtocol.WriteAssignment(partitions)).ShouldBe(partitions);
    }

    [Fact]
    public void No_bytes_are_no_partitions() => ConsumerProtocol.ReadAssignment(default).ShouldBeEmpty();

    [Fact]
    public void Fields_of_newer_versions_are_skipped() =>
        ConsumerProtocol.ReadSubscription(Convert.FromHexString("0003" + "00000001" + "000174" + "FFFFFFFF" + "00000000" + "00000007" + "FFFF")).ShouldBe(["t"]);

    [Theory]
    [InlineData("00")]
    [InlineData("00007FFFFFFF")]
    [InlineData("000000000001FFFF")]
    public void Bytes_of_something_else_are_refused(string hex) =>
        Should.Throw<ProtocolException>(() => ConsumerProtocol.ReadSubscription(Convert.FromHexString(hex)));

    [Fact]
    public void An_assignment_of_another_protocol_reads_as_none() => ConsumerProtocol.TryReadAssignment(new byte[] { 1, 2, 3 }).ShouldBeNull();
}
