using System.Net;

namespace Vicinity.Broker.Tests;

public sealed class BroadcastNetworkTests
{
    private static readonly BroadcastNetwork s_office = new(IPAddress.Parse("192.168.5.20"), IPAddress.Parse("255.255.255.0"));
    private static readonly BroadcastNetwork s_lab = new(IPAddress.Parse("10.77.130.4"), IPAddress.Parse("255.255.192.0"));

    [Fact]
    public void A_network_knows_its_broadcast_address_and_who_is_in_it()
    {
        s_lab.Broadcast.ShouldBe(IPAddress.Parse("10.77.191.255"));
        s_lab.Contains(IPAddress.Parse("10.77.128.1")).ShouldBeTrue();
        s_lab.Contains(IPAddress.Parse("10.77.192.1")).ShouldBeFalse();
        BroadcastNetwork.Loopback.Broadcast.ShouldBe(IPAddress.Parse("127.255.255.255"));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.255.255.255")]
    [InlineData("::1", "127.255.255.255")]
    [InlineData("192.168.5.20", "192.168.5.255")]
    [InlineData("0.0.0.0", "127.255.255.255 192.168.5.255 10.77.191.255")]
    [InlineData("::", "127.255.255.255 192.168.5.255 10.77.191.255")]
    public void By_default_a_node_looks_where_it_listens_and_nowhere_else(string listen, string networks) =>
        Chosen(null, listen).ShouldBe(networks.Split(' '));

    [Theory]
    [InlineData("10.77.191.255", "10.77.191.255")]
    [InlineData("10.77.130.4", "10.77.191.255")]
    [InlineData("127.255.255.255", "127.255.255.255")]
    [InlineData("0.0.0.0", "127.255.255.255 192.168.5.255 10.77.191.255")]
    public void A_network_can_be_named_by_its_broadcast_address_or_by_this_machines_in_it(string wanted, string networks) =>
        Chosen(wanted, "127.0.0.1").ShouldBe(networks.Split(' '));

    [Fact]
    public void A_network_that_is_not_there_is_refused_with_those_that_are() =>
        Should.Throw<BrokerException>(() => Chosen("172.16.0.255", "127.0.0.1")).Message.ShouldContain("192.168.5.255, 10.77.191.255");

    [Fact]
    public void The_broadcast_address_of_all_networks_is_never_used() =>
        Should.Throw<BrokerException>(() => Chosen("255.255.255.255", "0.0.0.0")).Message.ShouldContain("255.255.255.255");

    private static IEnumerable<string> Chosen(string? wanted, string listen) =>
        BroadcastNetwork.Of(new DiscoveryOptions { Address = wanted is null ? null : IPAddress.Parse(wanted) }, IPAddress.Parse(listen), [s_office, s_lab]).Select(n => n.Broadcast.ToString());
}
