using System.Net;
using Vicinity.Model;

namespace Vicinity.Membership.Tests;

public sealed class DatagramCodecTests
{
    private static readonly DiscoveryTime s_now = new(1000, 1_700_000_000_000);

    private static readonly AskDatagram s_ask = new()
    {
        Sender = UInt128.Parse("1"),
        Nonce = UInt128.Parse("2"),
        UnixMs = s_now.UnixMs,
        State = AskerState.Seeking,
        Expect = 3,
        Supports = UInt128.Parse("1"),
        Port = 9092,
    };

    private static readonly MemberDatagram s_member = new()
    {
        Sender = UInt128.Parse("3"),
        Nonce = UInt128.Parse("4"),
        UnixMs = s_now.UnixMs,
        Answers = UInt128.Parse("2"),
        ClusterId = "mYc3-_uster",
        Self = new MemberAddress(1, "", 9092),
        Controllers = [1, 2],
        Members = [new MemberAddress(2, "10.77.0.2", 9093), new MemberAddress(3, "node-3.example.org", 9092)],
    };

    [Fact]
    public void A_question_is_written_as_the_page_of_the_format_says()
    {
        byte[] bytes = Seal(s_ask);
        bytes.Length.ShouldBe(1200, "a question is as long as the longest answer");
        Convert.ToHexStringLower(bytes.AsSpan(0, 90)).ShouldBe(
            "56434e44" + "01" + "01" + "0000" + "0016" + "0000" + "0000018bcfe56800"
            + "00000000000000000000000000000001" + "00000000000000000000000000000002"
            + "01" + "00" + "0003" + "00000000000000000000000000000001" + "2384"
            + "00000000000000000000000000000000");
        bytes.AsSpan(74).IndexOfAnyExcept((byte)0).ShouldBe(-1, "padding");
    }

    [Fact]
    public void An_answer_is_written_as_the_page_of_the_format_says() =>
        Convert.ToHexStringLower(Seal(s_member)).ShouldBe(
            "56434e44" + "01" + "02" + "0000" + "0056" + "0000" + "0000018bcfe56800"
            + "00000000000000000000000000000003" + "00000000000000000000000000000004"
            + "00000000000000000000000000000002" + "0b6d5963332d5f7573746572"
            + "00000001" + "00" + "2384"
            + "02" + "00000001" + "00000002"
            + "02" + "00000002" + "0931302e37372e302e32" + "2385"
            + "00000003" + "126e6f64652d332e6578616d706c652e6f7267" + "2384");

    [Fact]
    public void What_was_written_is_read()
    {
        Open(Seal(s_ask)).ShouldBe(s_ask);
        MemberDatagram read = Open(Seal(s_member)).ShouldBeOfType<MemberDatagram>();
        read.Members.ShouldBe(s_member.Members);
        read.Controllers.ShouldBe(s_member.Controllers);
        (read with { Members = s_member.Members, Controllers = s_member.Controllers }).ShouldBe(s_member);
    }

    [Fact]
    public void An_answer_leaves_out_the_members_that_find_no_room_and_is_never_longer_than_allowed()
    {
        MemberDatagram large = s_member with { Members = [.. Enumerable.Range(2, 100).Select(i => new MemberAddress(i, $"node-{i}.a-rather-long-domain.example.org", 9092))] };
        foreach (int room in (int[])[500, 700, 1200, 5000])
        {
            byte[] bytes = Seal(large, room);
            bytes.Length.ShouldBeLessThanOrEqualTo(Math.Min(room, 1200));
            Open(bytes).ShouldBeOfType<MemberDatagram>().Members.Count.ShouldBeInRange(1, 64);
        }
    }

    [Fact]
    public void A_question_too_short_for_the_least_answer_gets_none() => new DatagramGate(null, new DatagramLimits()).Seal(s_member, 100).ShouldBeNull();

    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("a cluster")]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000")]
    public void A_cluster_id_that_is_none_is_not_read(string id) => Open(Seal(s_member with { ClusterId = id })).ShouldBeNull();

    [Theory]
    [InlineData("host\n")]
    [InlineData("")]
    [InlineData("$(reboot)")]
    public void A_host_that_is_none_is_not_read(string host) => Open(Seal(s_member with { Members = [new MemberAddress(2, host, 9092)] })).ShouldBeNull();

    [Fact]
    public void Another_version_is_not_read()
    {
        byte[] bytes = Seal(s_member);
        bytes[4] = 2;
        Open(bytes).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hostile_bytes_are_refused_or_read_but_never_throw(int seed)
    {
        var random = new Prng((ulong)seed);
        byte[][] good = [Seal(s_ask), Seal(s_member)];
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = (byte[])good[random.Next(2)].Clone();
            int changes = random.Next(1, 8);
            for (int c = 0; c < changes; c++) bytes[random.Next(Math.Min(bytes.Length, 180))] = (byte)random.NextUInt64();
            if (random.Chance(0.3)) Array.Resize(ref bytes, random.Next(bytes.Length + 1));
            if (random.Chance(0.1)) random.Fill(bytes);
            if (Open(bytes) is not MemberDatagram member) continue;
            DatagramText.IsClusterId(member.ClusterId).ShouldBeTrue();
            member.Members.ShouldAllBe(m => DatagramText.IsHost(m.Host) && m.NodeId >= 0 && m.Port > 0);
        }
    }

    private static byte[] Seal(Datagram datagram, int room = DatagramLimits.MaxBytes) => new DatagramGate(null, new DatagramLimits()).Seal(datagram, room)!;

    private static Datagram? Open(byte[] bytes) => new DatagramGate(null, new DatagramLimits()).Open(bytes, IPAddress.Loopback, s_now);
}
