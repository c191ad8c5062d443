using System.Buffers.Binary;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>
/// The whole path of a request under damaged bytes. Invariant: each request is answered, or its connection is closed with one line in the log;
/// no fault of the node's own is ever logged, and other clients and the stored records are not concerned.
/// </summary>
public sealed class RequestFuzzTests
{
    private const int Sentinel = 0x5E471E1;

    [Fact]
    public async Task Any_api_version_and_bytes_are_answered_or_refused_and_never_harm_the_node()
    {
        await using NodeUnderTest node = await StartAsync();
        Gen<byte[]> frames =
            from api in Gen.Choose(-3, 75)
            from version in Gen.Choose(-2, 20)
            from body in Gen.Choose(0, 255).Select(b => (byte)b).ListOf().Select(l => l.ToArray())
            select Frame((short)api, (short)version, body);

        Prop.ForAll(frames.ToArbitrary(), frame => Exchange(node, frame, mayWait: Api(frame) is ApiKey.Fetch or ApiKey.JoinGroup or ApiKey.SyncGroup))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(600).WithReplay(1, 3));

        await ShouldBeWellAsync(node);
    }

    [Fact]
    public async Task Every_request_with_any_damage_is_answered_or_refused_and_never_harms_the_node()
    {
        await using NodeUnderTest node = await StartAsync();
        IReadOnlyList<(ApiKey Api, short Version, byte[] Frame, bool MayWait)> samples = SampleRequests.All;
        Gen<(int Sample, ulong Seed)> damage =
            from sample in Gen.Choose(0, samples.Count - 1)
            from seed in Gen.Choose(0, int.MaxValue)
            select (sample, (ulong)seed);

        Prop.ForAll(damage.ToArbitrary(), d => Exchange(node, Damaged(samples[d.Sample].Frame, new Prng(d.Seed)), samples[d.Sample].MayWait))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(2, 5));

        await ShouldBeWellAsync(node);
    }

    [Fact]
    public async Task Every_offered_version_of_every_api_answers_a_sample()
    {
        await using NodeUnderTest node = await StartAsync();
        using WireClient client = await node.ConnectAsync();
        ApiVersionsResponse offer = await client.CallAsync(new ApiVersionsRequest(), 0);
        foreach (ApiVersionsResponseApiKey api in offer.ApiKeys)
        {
            var key = (ApiKey)api.ApiKey;
            short first = key == ApiKey.Produce ? (short)3 : api.MinVersion;
            for (short version = first; version <= api.MaxVersion; version++)
            {
                byte[] frame = SampleRequests.All.Where(s => s.Api == key && s.Version == version).Select(s => s.Frame).SingleOrDefault().ShouldNotBeNull($"{key} version {version} has no sample");
                using WireClient own = await node.ConnectAsync();
                await own.SendBytesAsync(frame);
                BinaryPrimitives.ReadInt32BigEndian((await own.ReceiveFrameAsync()).ShouldNotBeNull($"{key} version {version} was not answered")).ShouldBe(5);
            }
        }

        node.Log.Of(1010).ShouldBeEmpty();
        await ShouldBeWellAsync(node);
    }

    private static async Task<NodeUnderTest> StartAsync()
    {
        NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxPartitions = 40, GroupInitialRebalanceDelay = TimeSpan.Zero, MaxRequestBytes = 1_000_000 });
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        await client.CreateTopicAsync("safe");
        await client.AppendAsync("safe", 0, "a", "b");
        return node;
    }

    private static async Task ShouldBeWellAsync(NodeUnderTest node)
    {
        using WireClient client = await node.ConnectAsync();
        (await client.AppendAsync("safe", 0, "c")).ShouldBe(2);
        (await client.ReadValuesAsync("safe")).ShouldBe(["a", "b", "c"]);
        node.Log.Errors.ShouldBeEmpty();
        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.ReadValuesAsync("safe")).ShouldBe(["a", "b", "c"]);
        node.Log.Errors.ShouldBeEmpty();
    }

    /// <summary>Sends the frame and a request behind it; true when that is answered in its turn, or the connection is closed.</summary>
    private static bool Exchange(NodeUnderTest node, byte[] frame, bool mayWait)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
        socket.Connect(node.Node.EndPoint);
        try
        {
            socket.Send(frame);
            socket.Send(WireClient.Encode(new ApiVersionsRequest(), 0, Sentinel));
        }
        catch (SocketException)
        {
            return true;
        }

        socket.Shutdown(SocketShutdown.Send);
        // An answer that waits for other members or for records may take as long as the bytes say.
        if (mayWait) return true;
        while (true)
        {
            byte[] head = new byte[8];
            try
            {
                if (!Fill(socket, head)) return true;
                byte[] rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 4];
                if (!Fill(socket, rest)) return false;
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode == SocketError.ConnectionReset;
            }

            if (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) == Sentinel) return true;
        }
    }

    private static bool Fill(Socket socket, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int received = socket.Receive(bytes);
            if (received == 0) return false;
            bytes = bytes[received..];
        }

        return true;
    }

    /// <summary>Turns bytes, cuts, repeats or lengthens the content; the size in front mostly stays true, so that the damage gets past it.</summary>
    private static byte[] Damaged(byte[] frame, Prng prng)
    {
        List<byte> bytes = [.. frame];
        for (int i = prng.Next(1, 6); i > 0; i--)
        {
            int at = prng.Next(4, bytes.Count);
            switch (prng.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << prng.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)prng.Next(256);
                    break;
                case 2:
                    bytes[at] = 0xFF;
                    break;
                case 3 when bytes.Count > 14:
                    bytes.RemoveRange(at, Math.Min(prng.Next(1, 5), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.Slice(at, Math.Min(prng.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.Insert(at, (byte)prng.Next(256));
                    break;
            }

            if (bytes.Count <= 4) bytes.Add(0);
        }

        byte[] damaged = [.. bytes];
        if (!prng.Chance(0.05)) BinaryPrimitives.WriteInt32BigEndian(damaged, damaged.Length - 4);
        return damaged;
    }

    private static ApiKey Api(byte[] frame) => (ApiKey)BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(4));

    private static byte[] Frame(short api, short version, byte[] body)
    {
        byte[] frame = new byte[14 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(4), api);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), version);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(12), -1);
        body.CopyTo(frame, 14);
        return frame;
    }
}
