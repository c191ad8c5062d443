using System.Net;

namespace Vicinity.Membership.Tests;

public sealed class DatagramGateTests
{
    private const long Unix = 1_700_000_000_000;

    private static readonly ClusterKey s_key = ClusterKey.Of("correct horse battery staple");
    private static readonly IPAddress s_source = IPAddress.Parse("10.77.0.2");

    private readonly DatagramGate _gate = new(s_key, new DatagramLimits());

    [Fact]
    public void A_datagram_signed_with_the_same_key_is_taken() => Open(SealedBy(s_key, 1)).ShouldNotBeNull();

    [Fact]
    public void An_unsigned_datagram_is_ignored_where_a_key_is_set()
    {
        Open(SealedBy(null, 1)).ShouldBeNull();
        _gate.Count(DatagramVerdict.Unsigned).ShouldBe(1);
    }

    [Fact]
    public void A_datagram_signed_with_another_key_is_ignored()
    {
        Open(SealedBy(ClusterKey.Of("correct horse battery stapler"), 1)).ShouldBeNull();
        _gate.Count(DatagramVerdict.WrongKey).ShouldBe(1);
    }

    [Fact]
    public void A_signed_datagram_is_ignored_where_no_key_is_set() =>
        new DatagramGate(null, new DatagramLimits()).Open(SealedBy(s_key, 1), s_source, new DiscoveryTime(0, Unix)).ShouldBeNull();

    [Fact]
    public void A_datagram_in_which_one_bit_was_changed_is_ignored()
    {
        byte[] good = SealedBy(s_key, 1);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] forged = (byte[])good.Clone();
            forged[i] ^= 0x10;
            new DatagramGate(s_key, new DatagramLimits()).Open(forged, s_source, new DiscoveryTime(0, Unix)).ShouldBeNull($"byte {i}");
        }
    }

    [Fact]
    public void A_tag_taken_off_does_not_make_a_signed_datagram_an_unsigned_one()
    {
        byte[] bytes = SealedBy(s_key, 1)[..^ClusterKey.TagBytes];
        bytes[7] = 0;
        Open(bytes).ShouldBeNull();
        _gate.Count(DatagramVerdict.Unsigned).ShouldBe(1);
    }

    [Fact]
    public void A_datagram_that_comes_again_is_ignored()
    {
        byte[] bytes = SealedBy(s_key, 1);
        Open(bytes).ShouldNotBeNull();
        Open(bytes).ShouldBeNull();
        Open(bytes, later: 29_000).ShouldBeNull();
        _gate.Count(DatagramVerdict.Repeated).ShouldBe(2);
    }

    [Theory]
    [InlineData(30_001)]
    [InlineData(-30_001)]
    [InlineData(long.MaxValue - Unix)]
    [InlineData(long.MinValue)]
    public void A_datagram_of_another_time_is_ignored(long off)
    {
        Open(SealedBy(s_key, 1, unchecked(Unix + off))).ShouldBeNull();
        _gate.Count(DatagramVerdict.WrongTime).ShouldBe(1);
    }

    [Fact]
    public void A_nonce_is_remembered_as_long_as_its_time_would_be_accepted()
    {
        byte[] fromTheFuture = SealedBy(s_key, 1, Unix + 30_000);
        Open(fromTheFuture).ShouldNotBeNull();
        for (int later = 1000; later <= 60_000; later += 1000) Open(fromTheFuture, later).ShouldBeNull();
        _gate.Count(DatagramVerdict.Repeated).ShouldBe(60);
        Open(fromTheFuture, 60_001).ShouldBeNull();
        _gate.Count(DatagramVerdict.WrongTime).ShouldBe(1);
    }

    [Fact]
    public void A_full_memory_takes_nothing_new_until_something_is_old()
    {
        var gate = new DatagramGate(s_key, new DatagramLimits { RememberedNonces = 3 });
        for (int i = 0; i < 3; i++) gate.Open(SealedBy(s_key, (UInt128)i), s_source, new DiscoveryTime(0, Unix)).ShouldNotBeNull();
        gate.Open(SealedBy(s_key, 3), s_source, new DiscoveryTime(0, Unix)).ShouldBeNull();
        gate.Count(DatagramVerdict.TooMany).ShouldBe(1);
        gate.Open(SealedBy(s_key, 3, Unix + 61_000), s_source, new DiscoveryTime(61_000, Unix + 61_000)).ShouldNotBeNull();
    }

    [Fact]
    public void One_address_that_sends_too_much_does_not_keep_others_from_being_heard()
    {
        var gate = new DatagramGate(null, new DatagramLimits { PerSourcePerSecond = 10 });
        for (int i = 0; i < 1000; i++) gate.Open(new byte[10], s_source, new DiscoveryTime(0, Unix));
        gate.Count(DatagramVerdict.Malformed).ShouldBe(20);
        gate.Count(DatagramVerdict.TooMany).ShouldBe(980);
        gate.Open(SealedBy(null, 1), IPAddress.Loopback, new DiscoveryTime(0, Unix)).ShouldNotBeNull();
        gate.Open(SealedBy(null, 1), s_source, new DiscoveryTime(100, Unix)).ShouldNotBeNull("it may again after a while");
    }

    [Fact]
    public void Addresses_that_are_too_many_to_tell_apart_share_an_allowance()
    {
        var gate = new DatagramGate(null, new DatagramLimits { PerSourcePerSecond = 10, Sources = 4 });
        for (int i = 0; i < 200; i++) gate.Open(new byte[10], new IPAddress([10, 0, 0, (byte)i]), new DiscoveryTime(0, Unix));
        gate.Count(DatagramVerdict.Malformed).ShouldBe(4 + 20);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    public void A_short_key_is_refused_with_the_reason(string text) => ClusterKey.Fault(text)!.ShouldContain("below 16");

    private static byte[] SealedBy(ClusterKey? key, UInt128 nonce, long unixMs = Unix) =>
        new DatagramGate(key, new DatagramLimits()).Seal(new AskDatagram { Sender = 7, Nonce = nonce, UnixMs = unixMs, State = AskerState.Seeking })!;

    private Datagram? Open(byte[] bytes, long later = 0) => _gate.Open(bytes, s_source, new DiscoveryTime(later, Unix + later));
}
