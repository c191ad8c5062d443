using System.Buffers.Binary;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class IdleConnectionTests
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_connection_on_which_nothing_comes_or_goes_is_closed_after_the_time_allowed()
    {
        TimeSpan moment = TimeSpan.FromSeconds(1);
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient silent = await node.ConnectAsync();
        using WireClient spoke = await node.ConnectAsync();
        using WireClient busy = await node.ConnectAsync();
        await spoke.CallAsync(new ApiVersionsRequest(), 0);
        await Eventually.TrueAsync(() => node.Node.Connections == 3, "all are connected");
        // A client has its answer a moment before the node notes when it was sent.
        clock.Advance(moment);
        await busy.CallAsync(new ApiVersionsRequest(), 0);
        clock.Advance(s_idle / 2);
        await busy.CallAsync(new ApiVersionsRequest(), 0);

        clock.Advance((s_idle / 2) + moment);

        await silent.ShouldBeClosedAsync();
        await spoke.ShouldBeClosedAsync();
        await busy.CallAsync(new ApiVersionsRequest(), 0);
    }

    [Fact]
    public async Task A_client_that_waits_for_an_answer_is_not_idle()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient reader = await node.ConnectAsync();
        await reader.CreateTopicAsync("t");
        await reader.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: (int)s_idle.TotalMilliseconds * 2), 12);
        await Eventually.TrueAsync(() => node.Node.Topics.Find("t", 0)!.Observers == 1, "the Fetch waits");

        clock.Advance(s_idle + TimeSpan.FromSeconds(5));

        using WireClient writer = await node.ConnectAsync();
        await writer.AppendAsync("t", 0, "a");
        (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(response.Responses[0].Partitions[0].Records).ShouldHaveSingleItem().Value.ShouldBe("a");
    }

    [Fact]
    public async Task Nodes_are_never_idle_and_zero_means_that_nobody_is()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient other = await node.ConnectAsync();
        await other.CallAsync(new ApiVersionsRequest { ClientSoftwareName = PeerNetwork.SoftwareName, ClientSoftwareVersion = "1" }, 3);
        await using NodeUnderTest lenient = NodeUnderTest.Start(o => o with { ConnectionsMaxIdle = TimeSpan.Zero }, clock);
        using WireClient client = await lenient.ConnectAsync();
        await client.CallAsync(new ApiVersionsRequest(), 0);

        clock.Advance(s_idle * 3);

        await other.CallAsync(new ApiVersionsRequest(), 0);
        await client.CallAsync(new ApiVersionsRequest(), 0);
    }

    [Fact]
    public async Task A_frame_that_does_not_arrive_ends_its_connection_and_one_that_comes_slowly_is_served()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        using WireClient slow = await node.ConnectAsync();
        using WireClient stopped = await node.ConnectAsync();
        byte[] request = WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.Of(new string('x', 500_000))), RecordCalls.ProduceVersion);
        await stopped.SendBytesAsync(request.AsMemory(0, 200_000));
        const int Piece = FrameReader.LeastBytes;
        for (int at = 0; at < request.Length; at += Piece)
        {
            int end = Math.Min(request.Length, at + Piece);
            await slow.SendBytesAsync(request.AsMemory(at, end - at));
            if (end == request.Length) break;
            // All of it must have arrived before the clock moves.
            await Eventually.TrueAsync(() => node.Node.Listener.Received >= 200_000 + end, "the piece has arrived");
            clock.Advance(TimeSpan.FromSeconds(29));
        }

        (_, ProduceResponse response) = await slow.ReceiveAsync<ProduceResponse>(RecordCalls.ProduceVersion);
        response.Responses[0].PartitionResponses[0].ErrorCode.ShouldBe(ErrorCode.None);
        await stopped.ShouldBeClosedAsync();
        (await node.Log.WaitForAsync(1010)).ShouldHaveSingleItem().Text.ShouldContain("FrameTimeout");
    }

    [Fact]
    public async Task Unfinished_frames_of_many_connections_hold_a_bounded_memory_and_keep_nobody_from_producing()
    {
        const int Most = 1_000_000;
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxRequestBytes = Most, QueuedMaxRequestBytes = Most * 2 });
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        var attackers = new List<WireClient>();
        byte[] part = new byte[Most - 1000];
        BinaryPrimitives.WriteInt32BigEndian(part, Most);
        for (int i = 0; i < 10; i++)
        {
            WireClient attacker = await node.ConnectAsync();
            attackers.Add(attacker);
            _ = attacker.SendBytesAsync(part).ContinueWith(t => t.Exception, TaskScheduler.Default);
        }

        await Eventually.TrueAsync(() => node.Node.Listener.FrameBytes > Most, "frames hold memory");
        for (int i = 0; i < 5; i++) (await client.AppendAsync("t", 0, new string('x', 900_000))).ShouldBe(i);
        node.Node.Listener.FrameBytes.ShouldBeLessThanOrEqualTo(Most * 2);

        foreach (WireClient attacker in attackers) attacker.Dispose();
        await Eventually.TrueAsync(() => node.Node.Listener.FrameBytes == 0, "all memory is given back");
    }

    [Fact]
    public async Task Memory_of_a_large_request_is_given_back_when_its_connection_rests()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, new string('x', 900_000));

        await Eventually.TrueAsync(() => node.Node.Listener.FrameBytes == 0, "the memory is given back");

        (await client.AppendAsync("t", 0, "y")).ShouldBe(1);
        (await client.AppendAsync("t", 0, new string('z', 900_000))).ShouldBe(2);
    }
}
