using System.Net;
using System.Net.Sockets;

namespace Vicinity.Model.Tests;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:3300", "127.0.0.1", 3300, true, false)]
    [InlineData("localhost:0", "127.0.0.1", 0, true, false)]
    [InlineData("LOCALHOST:1", "127.0.0.1", 1, true, false)]
    [InlineData("[::1]:80", "::1", 80, true, false)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535, false, true)]
    [InlineData("[::]:1", "::", 1, false, true)]
    [InlineData("192.0.2.7:9092", "192.0.2.7", 9092, false, false)]
    public void An_address_is_read(string text, string address, int port, bool loopback, bool everywhere)
    {
        ListenAddress.TryParse(text, out ListenAddress? value, out _).ShouldBeTrue();
        value.ShouldBe(new ListenAddress(IPAddress.Parse(address), port));
        value.IsLoopback.ShouldBe(loopback);
        value.IsEverywhere.ShouldBe(everywhere);
    }

    [Fact]
    public void A_star_is_every_address_of_both_families_where_there_are_both()
    {
        ListenAddress.TryParse("*:9092", out ListenAddress? value, out _).ShouldBeTrue();
        value.Address.ShouldBe(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        value.IsEverywhere.ShouldBeTrue();
    }

    [Theory]
    [InlineData("example.org:80")]
    [InlineData("+:80")]
    [InlineData(":80")]
    [InlineData("9092")]
    public void What_cannot_be_listened_on_is_refused_and_quoted(string text)
    {
        ListenAddress.TryParse(text, out _, out string? fault).ShouldBeFalse();
        fault.ShouldContain($"'{text}'");
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    public void A_client_of_this_machine_is_told_an_address_that_it_can_connect_to(string bound, string told) =>
        ListenAddress.ToConnectTo(new IPEndPoint(IPAddress.Parse(bound), 5)).ShouldBe(new IPEndPoint(IPAddress.Parse(told), 5));
}
