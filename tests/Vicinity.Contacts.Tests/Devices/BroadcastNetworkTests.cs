using System.Net;

namespace Vicinity.Contacts.Tests;

public sealed class BroadcastNetworkTests
{
    [Theory]
    [InlineData("127.0.0.1", "255.0.0.0", "127.255.255.255")]
    [InlineData("192.168.1.7", "255.255.255.0", "192.168.1.255")]
    [InlineData("10.20.30.40", "255.255.240.0", "10.20.31.255")]
    [InlineData("172.17.0.2", "255.255.0.0", "172.17.255.255")]
    [InlineData("10.0.0.1", "255.255.255.252", "10.0.0.3")]
    public void The_broadcast_address_comes_of_address_and_mask(string address, string mask, string broadcast) =>
        BroadcastNetwork.Of(IPAddress.Parse(address), IPAddress.Parse(mask)).Broadcast.ToString().ShouldBe(broadcast);

    [Theory]
    [InlineData("10.0.0.1", "255.255.255.255")]
    [InlineData("10.0.0.1", "255.255.255.254")]
    [InlineData("10.0.0.1", "0.0.0.0")]
    [InlineData("10.0.0.1", "255.0.255.0")]
    [InlineData("::1", "255.0.0.0")]
    public void Where_there_is_no_broadcast_address_none_is_made_up(string address, string mask) =>
        Should.Throw<ArgumentException>(() => BroadcastNetwork.Of(IPAddress.Parse(address), IPAddress.Parse(mask))).Message.ShouldContain(address);

    [Fact]
    public void On_one_machine_devices_hear_each_other_on_the_loopback_network() =>
        BroadcastNetwork.OfInterface(IPAddress.Loopback).Broadcast.ShouldBe(IPAddress.Parse("127.255.255.255"));

    [Fact]
    public void An_address_that_no_interface_has_is_refused_with_those_that_there_are() =>
        Should.Throw<ArgumentException>(() => BroadcastNetwork.OfInterface(IPAddress.Parse("203.0.113.9"))).Message.ShouldMatch(@"203\.0\.113\.9; there are .*127\.0\.0\.1");

    [Fact]
    public void It_knows_its_own_addresses()
    {
        BroadcastNetwork network = BroadcastNetwork.Of(IPAddress.Parse("192.168.1.7"), IPAddress.Parse("255.255.255.0"));
        network.Has(0xC0A80101).ShouldBeTrue();
        network.Has(0xC0A80201).ShouldBeFalse();
        network.Has(0x7F000001).ShouldBeFalse();
    }
}
