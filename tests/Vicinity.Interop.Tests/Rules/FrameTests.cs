using System.Buffers;
using System.Buffers.Binary;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Interop.Tests;

/// <summary>Frames as clients and strangers send them.</summary>
public sealed class FrameTests(BrokerUnderTest broker)
{
    [Theory]
    [InlineData(3 << 20)]
    [InlineData(20 << 20)]
    public async Task A_request_of_many_megabytes_is_read_whole_and_answered(int bytes)
    {
        string topic = await broker.NewTopicAsync(1, ("max.message.bytes", "30000000"));
        await using WireConnection connection = await WireConnection.OpenAsync(broker);

        (await connection.ProduceAsync(topic, 0, WireRequests.Batch(1, valueBytes: bytes))).ErrorCode.ShouldBe(ErrorCode.None);

        FetchResponsePartition fetched = await connection.FetchAsync(topic, 0, 0, maxBytes: 100);
        fetched.Batches().Single().SizeInBytes.ShouldBeGreaterThan(bytes);
    }

    [Fact]
    public async Task A_large_request_above_the_limit_of_its_topic_is_answered_and_the_connection_goes_on()
    {
        string topic = await broker.NewTopicAsync(1, ("max.message.bytes", "1000000"));
        await using WireConnection connection = await WireConnection.OpenAsync(broker);

        (await connection.ProduceAsync(topic, 0, WireRequests.Batch(1, valueBytes: 4_000_000))).ErrorCode.ShouldBe(ErrorCode.MessageTooLarge);

        (await connection.ProduceAsync(topic, 0, WireRequests.Batch(1))).BaseOffset.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_that_come_many_at_once_or_byte_by_byte_are_answered_in_their_order()
    {
        await using WireConnection connection = await WireConnection.OpenAsync(broker);
        var output = new ArrayBufferWriter<byte>();
        for (int i = 1; i <= 20; i++) Frame.WriteRequest(output, new ApiVersionsRequest { ClientSoftwareName = "x", ClientSoftwareVersion = "1" }, 0, i, "interop");
        ReadOnlyMemory<byte> all = output.WrittenMemory;
        int half = all.Length / 2;

        await connection.SendBytesAsync(all[..half]);
        for (int i = half; i < all.Length; i++) await connection.SendBytesAsync(all.Slice(i, 1));

        for (int i = 1; i <= 20; i++) BinaryPrimitives.ReadInt32BigEndian(await connection.ReadFrameAsync()).ShouldBe(i);
    }

    [Theory]
    [InlineData("80000000")] // a negative size
    [InlineData("7fffffff")] // two gigabytes
    [InlineData("474554202f20485454502f312e310d0a0d0a")] // a browser
    public async Task What_is_no_frame_closes_its_connection_and_no_other(string hex)
    {
        await using WireConnection other = await WireConnection.OpenAsync(broker);
        await using WireConnection stranger = await WireConnection.OpenAsync(broker);

        await stranger.SendBytesAsync(Convert.FromHexString(hex));

        (await stranger.ReadFrameAsync()).ShouldBeNull();
        (await other.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, 12)).Brokers.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_version_that_is_not_offered_closes_the_connection_without_an_answer()
    {
        await using WireConnection connection = await WireConnection.OpenAsync(broker);
        // Metadata in version 99: header only, as nothing after it could be understood.
        await connection.SendBytesAsync(Convert.FromHexString("0000000d" + "0003" + "0063" + "00000007" + "0003" + "616263"));

        (await connection.ReadFrameAsync()).ShouldBeNull();
    }
}
