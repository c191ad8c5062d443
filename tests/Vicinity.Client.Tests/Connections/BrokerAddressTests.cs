namespace Vicinity.Client.Tests;

public sealed class BrokerAddressTests
{
    [Fact]
    public void A_list_is_read_in_order() =>
        BrokerAddress.ParseList("a:1, b.example:9092 ,[::1]:65535").ShouldBe([new("a", 1), new("b.example", 9092), new("::1", 65535)]);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("host")]
    [InlineData(":9092")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:x")]
    public void Anything_else_is_refused(string? servers) => Should.Throw<ArgumentException>(() => BrokerAddress.ParseList(servers));

    [Fact]
    public void The_error_names_the_entry() => Should.Throw<ArgumentException>(() => BrokerAddress.ParseList("ok:1,bad")).Message.ShouldContain("'bad'");

    [Fact]
    public void An_ip6_address_is_written_in_brackets() => new BrokerAddress("::1", 5).ToString().ShouldBe("[::1]:5");
}
