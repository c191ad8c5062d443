using System.Buffers.Binary;

namespace Vicinity.Membership;

/// <summary>Datagrams to bytes and back, without the tag that signs them. Layout: docs/formats/discovery.md. Decoding never throws.</summary>
internal static class DatagramCodec
{
    /// <summary>Length of a question and the most of any datagram, with its tag: fits one Ethernet frame.</summary>
    public const int MaxBytes = 1200;

    public const int HeaderBytes = 52;
    public const byte Version = 1;

    /// <summary>Most nodes that may be expected.</summary>
    public const int MaxExpect = 1000;

    public const int MaxControllers = 16;
    public const int MaxMembers = 64;

    private const uint Magic = 0x56434E44;
    private const byte AskKind = 1;
    private const byte MemberKind = 2;
    private const int SignedFlag = 1;

    /// <summary>Writes a datagram into the front of <paramref name="buffer"/>; members that find no room are left out.</summary>
    /// <returns>Bytes written.</returns>
    public static int Encode(Datagram datagram, bool isSigned, Span<byte> buffer)
    {
        var body = new DatagramWriter(buffer[HeaderBytes..]);
        if (datagram is AskDatagram ask) WriteAsk(ref body, ask);
        else WriteMember(ref body, (MemberDatagram)datagram);

        var header = new DatagramWriter(buffer);
        header.Int32(unchecked((int)Magic));
        header.Byte(Version);
        header.Byte(datagram is AskDatagram ? AskKind : MemberKind);
        header.UInt16(isSigned ? SignedFlag : 0);
        header.UInt16(body.Length);
        header.UInt16(0);
        header.Int64(datagram.UnixMs);
        header.UInt128(datagram.Sender);
        header.UInt128(datagram.Nonce);
        return HeaderBytes + body.Length;
    }

    /// <summary>Whether these are bytes of a datagram of ours at all, and whether it says that it is signed.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, out bool isSigned)
    {
        isSigned = false;
        if (bytes.Length is < HeaderBytes or > MaxBytes || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic || bytes[4] != Version) return false;
        int flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        isSigned = flags == SignedFlag;
        return flags is 0 or SignedFlag;
    }

    /// <summary>The time in the header.</summary>
    public static long UnixMsOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes[12..]);

    /// <summary>The nonce in the header.</summary>
    public static UInt128 NonceOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes[36..]);

    /// <summary>The datagram in bytes whose header was read and whose tag was taken off; null when they are none. What follows the body is padding.</summary>
    public static Datagram? Decode(ReadOnlySpan<byte> bytes)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        if (length > bytes.Length - HeaderBytes) return null;
        UInt128 sender = BinaryPrimitives.ReadUInt128BigEndian(bytes[20..]);
        var body = new DatagramReader(bytes.Slice(HeaderBytes, length));
        Datagram? datagram = bytes[5] switch
        {
            AskKind => ReadAsk(ref body, sender, NonceOf(bytes), UnixMsOf(bytes)),
            MemberKind => ReadMember(ref body, sender, NonceOf(bytes), UnixMsOf(bytes)),
            _ => null,
        };
        return body is { IsGood: true, IsAtEnd: true } ? datagram : null;
    }

    private static void WriteAsk(ref DatagramWriter body, AskDatagram ask)
    {
        body.Byte((byte)ask.State);
        body.Text(ask.ClusterId);
        body.UInt16(ask.Expect);
        body.UInt128(ask.Supports);
        body.UInt16(ask.Port);
    }

    private static AskDatagram? ReadAsk(ref DatagramReader body, UInt128 sender, UInt128 nonce, long unixMs)
    {
        var ask = new AskDatagram
        {
            Sender = sender,
            Nonce = nonce,
            UnixMs = unixMs,
            State = (AskerState)body.Byte(),
            ClusterId = body.Text(),
            Expect = body.UInt16(),
            Supports = body.UInt128(),
            Port = body.UInt16(),
        };
        bool needsCluster = ask.State is AskerState.Joining or AskerState.Member;
        bool fits = needsCluster ? DatagramText.IsClusterId(ask.ClusterId) : ask.ClusterId.Length == 0;
        return ask.State is >= AskerState.Seeking and <= AskerState.Member && fits && ask.Expect <= MaxExpect ? ask : null;
    }

    private static void WriteMember(ref DatagramWriter body, MemberDatagram member)
    {
        body.UInt128(member.Answers);
        body.Text(member.ClusterId);
        WriteAddress(ref body, member.Self);
        IReadOnlyList<int> controllers = [.. member.Controllers.Take(MaxControllers)];
        body.Byte(controllers.Count);
        foreach (int controller in controllers) body.Int32(controller);

        var room = body.Length + 1;
        var fitting = new List<MemberAddress>();
        foreach (MemberAddress other in member.Members.Take(MaxMembers))
        {
            room += AddressBytes(other);
            if (!body.Fits(room - body.Length)) break;
            fitting.Add(other);
        }

        body.Byte(fitting.Count);
        foreach (MemberAddress other in fitting) WriteAddress(ref body, other);
    }

    private static MemberDatagram? ReadMember(ref DatagramReader body, UInt128 sender, UInt128 nonce, long unixMs)
    {
        UInt128 answers = body.UInt128();
        string clusterId = body.Text();
        MemberAddress self = ReadAddress(ref body);
        int[] controllers = new int[Math.Min((int)body.Byte(), MaxControllers)];
        for (int i = 0; i < controllers.Length; i++) controllers[i] = body.Int32();
        var members = new MemberAddress[Math.Min((int)body.Byte(), MaxMembers)];
        for (int i = 0; i < members.Length; i++) members[i] = ReadAddress(ref body);
        bool isGood = DatagramText.IsClusterId(clusterId)
            && IsGood(self with { Host = self.Host.Length == 0 ? "-" : self.Host })
            && members.All(IsGood)
            && controllers.All(c => c >= 0);
        if (!isGood) return null;
        return new MemberDatagram
        {
            Sender = sender,
            Nonce = nonce,
            UnixMs = unixMs,
            Answers = answers,
            ClusterId = clusterId,
            Self = self,
            Controllers = controllers,
            Members = members,
        };
    }

    private static bool IsGood(MemberAddress address) => address is { NodeId: >= 0, Port: > 0 } && DatagramText.IsHost(address.Host);

    private static int AddressBytes(MemberAddress address) => 4 + 1 + address.Host.Length + 2;

    private static void WriteAddress(ref DatagramWriter body, MemberAddress address)
    {
        body.Int32(address.NodeId);
        body.Text(address.Host);
        body.UInt16(address.Port);
    }

    private static MemberAddress ReadAddress(ref DatagramReader body) => new(body.Int32(), body.Text(), body.UInt16());
}
