using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class HostileBytesTests
{
    private const int Malformed = 1010;

    [Fact]
    public Task A_frame_of_two_gigabytes_closes_its_connection_with_one_clear_line() =>
        ClosesAsync(Size(int.MaxValue), "2147483647", "limit of 104857600");

    [Fact]
    public Task A_negative_size_closes_its_connection_with_one_clear_line() => ClosesAsync(Size(-1), "-1 is negative");

    [Fact]
    public Task The_smallest_size_closes_its_connection_with_one_clear_line() => ClosesAsync(Size(int.MinValue), "-2147483648 is negative");

    [Fact]
    public Task An_empty_frame_closes_its_connection_with_one_clear_line() => ClosesAsync(Size(0), "ApiKey", "2 bytes needed", "0 left");

    [Fact]
    public Task A_frame_that_ends_inside_its_header_closes_its_connection_with_one_clear_line() =>
        ClosesAsync([0, 0, 0, 6, 0, 3, 0, 9, 0, 0], "CorrelationId", "2 left");

    [Fact]
    public Task An_http_request_closes_its_connection_with_one_clear_line() =>
        ClosesAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), "above the limit");

    [Fact]
    public Task A_tls_hello_closes_its_connection_with_one_clear_line() => ClosesAsync([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00], "above the limit");

    [Fact]
    public Task An_unknown_api_closes_its_connection_with_one_clear_line() => ClosesAsync(Request(999, 0), "999", "not offered");

    [Fact]
    public Task A_negative_api_closes_its_connection_with_one_clear_line() => ClosesAsync(Request(-1, 0), "-1", "not offered");

    [Fact]
    public Task An_api_of_transactions_closes_its_connection_with_one_clear_line() =>
        ClosesAsync(Request((short)ApiKey.AddPartitionsToTxn, 0), nameof(ApiKey.AddPartitionsToTxn), "not offered");

    [Fact]
    public Task An_unknown_version_closes_its_connection_with_a_line_that_names_the_known_ones() =>
        ClosesAsync(Request((short)ApiKey.Metadata, 99), "Metadata version 99 is not offered", "versions 0 to 13 are");

    [Fact]
    public Task A_version_below_the_offer_closes_its_connection_with_one_clear_line() =>
        ClosesAsync(Request((short)ApiKey.Fetch, 3), "Fetch version 3 is not offered", "versions 4 to 18 are");

    [Fact]
    public Task A_body_that_ends_too_early_closes_its_connection_with_one_clear_line() =>
        ClosesAsync(Request((short)ApiKey.Fetch, 4, 0, 0, 0), "Fetch", "3 left");

    [Fact]
    public Task An_array_longer_than_its_frame_closes_its_connection_with_one_clear_line() =>
        ClosesAsync(Request((short)ApiKey.Metadata, 1, 0x7F, 0xFF, 0xFF, 0xFF), "2147483647 elements");

    [Fact]
    public async Task Random_bytes_close_their_connections_with_one_line_each()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient undisturbed = await node.ConnectAsync();
        await undisturbed.CreateTopicAsync("t");
        var prng = new Prng(42);
        for (int i = 0; i < 200; i++)
        {
            using WireClient hostile = await node.ConnectAsync();
            byte[] bytes = new byte[prng.Next(1, 3000)];
            prng.Fill(bytes);
            await hostile.SendBytesAsync(bytes);
            hostile.Socket.Shutdown(SocketShutdown.Send);
            await hostile.ShouldBeClosedAsync();
            (await undisturbed.AppendAsync("t", 0, "x")).ShouldBe(i);
        }

        (await node.Log.WaitForAsync(Malformed, 200)).ShouldAllBe(e => e.Text.Contains("127.0.0.1", StringComparison.Ordinal));
        node.Log.Of(Malformed).Count.ShouldBe(200);
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_that_ends_inside_a_size_or_a_frame_is_closed_with_one_line()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient size = await node.ConnectAsync())
        {
            await size.SendBytesAsync(new byte[2]);
            size.Socket.Shutdown(SocketShutdown.Send);
            await size.ShouldBeClosedAsync();
            (await node.Log.WaitForAsync(Malformed))[0].Text.ShouldContain("2 bytes of a frame's size");
        }

        using WireClient frame = await node.ConnectAsync();
        await frame.SendBytesAsync(new byte[] { 0, 0, 1, 0, 0, 3, 0, 9 });
        frame.Socket.Shutdown(SocketShutdown.Send);
        await frame.ShouldBeClosedAsync();
        (await node.Log.WaitForAsync(Malformed, 2))[1].Text.ShouldContain("4 of a frame's 256 bytes");
    }

    [Fact]
    public async Task A_connection_that_breaks_inside_a_frame_is_no_warning()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.SendBytesAsync(new byte[] { 0, 0, 1, 0, 0, 3, 0, 9 });
            client.Socket.LingerState = new LingerOption(true, 0);
        }

        await node.Log.WaitForAsync(1011);
        node.Log.Of(Malformed).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_sends_no_more_still_gets_its_answers()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        using WireClient half = await node.ConnectAsync();
        await half.SendAsync(new ApiVersionsRequest(), 0);
        await half.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: 600_000), 12);
        half.Socket.Shutdown(SocketShutdown.Send);
        (await half.ReceiveAsync<ApiVersionsResponse>(0)).Response.ErrorCode.ShouldBe(ErrorCode.None);

        await writer.AppendAsync("t", 0, "a");

        (_, FetchResponse fetched) = await half.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(fetched.Responses[0].Partitions[0].Records).ShouldHaveSingleItem();
        await half.ShouldBeClosedAsync();
        node.Log.Of(Malformed).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slow_sender_is_served_and_holds_nobody_up()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient slow = await node.ConnectAsync();
        using WireClient other = await node.ConnectAsync();
        await other.CreateTopicAsync("t");
        byte[] request = WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.Of("slow")), 9, 5);
        for (int i = 0; i < request.Length; i++)
        {
            await slow.SendBytesAsync(request.AsMemory(i, 1));
            if (i % 20 == 0) await other.AppendAsync("t", 0, "fast");
        }

        (int correlation, ProduceResponse response) = await slow.ReceiveAsync<ProduceResponse>(9);
        correlation.ShouldBe(5);
        response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe((await other.ReadAllAsync("t")).Single(r => r.Value == "slow").Offset);
    }

    [Fact]
    public async Task A_size_alone_reserves_no_memory()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<WireClient>();
        for (int i = 0; i < 100; i++)
        {
            WireClient client = await node.ConnectAsync();
            await client.SendBytesAsync((byte[])[.. Size(100_000_000), 0, 3, 0, 9]);
            clients.Add(client);
        }

        using (WireClient other = await node.ConnectAsync()) await other.CreateTopicAsync("t");

        // 100 frames of 100 MB are announced.
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(1_000_000_000);
        foreach (WireClient client in clients) client.Dispose();
    }

    [Fact]
    public async Task A_request_of_just_the_limit_is_served_and_one_byte_more_is_not()
    {
        const int Limit = 100_000;
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxRequestBytes = Limit });
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        int overhead = WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.Large(90_000)), 9).Length - 4 - 90_000;

        await client.SendBytesAsync(WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.Large(Limit - overhead)), 9));
        (await client.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].ErrorCode.ShouldBe(ErrorCode.None);
        await client.SendBytesAsync(WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.Large(Limit - overhead + 1)), 9));

        await client.ShouldBeClosedAsync();
        (await node.Log.WaitForAsync(Malformed)).ShouldHaveSingleItem().Text.ShouldContain($"{Limit + 1} is above the limit of {Limit}");
    }

    private static async Task ClosesAsync(byte[] bytes, params string[] texts)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient undisturbed = await node.ConnectAsync();
        await undisturbed.CreateTopicAsync("t");
        using WireClient hostile = await node.ConnectAsync();

        await hostile.SendBytesAsync(bytes);

        await hostile.ShouldBeClosedAsync();
        LoggedEvent line = (await node.Log.WaitForAsync(Malformed)).ShouldHaveSingleItem();
        foreach (string text in texts) line.Text.ShouldContain(text);
        line.Text.ShouldContain("127.0.0.1");
        (await undisturbed.AppendAsync("t", 0, "a")).ShouldBe(0);
        (await undisturbed.ReadValuesAsync("t")).ShouldBe(["a"]);
        node.Log.All.Count(e => e.Level >= Microsoft.Extensions.Logging.LogLevel.Warning).ShouldBe(1);
    }

    private static byte[] Size(int size)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, size);
        return bytes;
    }

    private static byte[] Request(short api, short version, params byte[] body)
    {
        byte[] bytes = new byte[14 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(4), api);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(6), version);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(12), -1);
        body.CopyTo(bytes, 14);
        return bytes;
    }
}
