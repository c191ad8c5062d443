using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Interop.Tests;

/// <summary>compression.type of a topic: stored as it came, or in the codec that the topic names.</summary>
public sealed class CompressionTypeTests(BrokerUnderTest broker)
{
    [Theory]
    [InlineData("producer", CompressionCodec.Snappy, CompressionCodec.Snappy)]
    [InlineData("uncompressed", CompressionCodec.Lz4, CompressionCodec.None)]
    [InlineData("gzip", CompressionCodec.None, CompressionCodec.Gzip)]
    [InlineData("snappy", CompressionCodec.Gzip, CompressionCodec.Snappy)]
    [InlineData("lz4", CompressionCodec.Snappy, CompressionCodec.Lz4)]
    [InlineData("zstd", CompressionCodec.None, CompressionCodec.Zstd)]
    public async Task Batches_are_stored_in_the_codec_that_the_topic_names(string setting, CompressionCodec produced, CompressionCodec stored)
    {
        string topic = await broker.NewTopicAsync(1, ("compression.type", setting), ("retention.ms", "-1"));
        await using WireConnection connection = await WireConnection.OpenAsync(broker);
        long[] timestamps = [1_700_000_000_000, 1_700_000_000_500, 1_700_000_000_100];

        (await connection.ProduceAsync(topic, 0, WireRequests.Batch(2))).BaseOffset.ShouldBe(0);
        (await connection.ProduceAsync(topic, 0, WireRequests.Batch(timestamps, produced))).BaseOffset.ShouldBe(2);

        FetchResponsePartition fetched = await connection.FetchAsync(topic, 0, 2);
        RecordBatchHeader header = fetched.Batches().Single(b => b.BaseOffset == 2);
        (header.Compression, header.RecordCount, header.LastOffset, header.MaxTimestamp).ShouldBe((stored, 3, 4L, 1_700_000_000_500));
        ReadOnlySpan<byte> bytes = fetched.Records!.Value.Span;
        RecordBatch.CrcMatches(bytes[^header.SizeInBytes..]).ShouldBeTrue();
        using var records = new RecordReader(bytes[^header.SizeInBytes..]);
        var read = new List<long>();
        while (records.MoveNext()) read.Add(records.Current.Timestamp);
        read.ShouldBe(timestamps);
    }
}
