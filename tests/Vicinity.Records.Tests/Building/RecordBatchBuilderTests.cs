namespace Vicinity.Records.Tests;

public sealed class RecordBatchBuilderTests
{
    [Fact]
    public void A_batch_carries_its_records_in_order_with_null_and_empty_kept_apart()
    {
        using var builder = new RecordBatchBuilder(10_000);
        builder.TryAppend(1000, NullableBytes.Null, "a"u8).ShouldBeTrue();
        builder.TryAppend(1500, ""u8, NullableBytes.Null, [new RecordHeader("h", null), new RecordHeader("h", new byte[] { 7 })]).ShouldBeTrue();
        builder.TryAppend(900, "k"u8, ""u8).ShouldBeTrue();
        ReadOnlyMemory<byte> batch = builder.Complete(producerId: 5, producerEpoch: 2, baseSequence: int.MaxValue);

        ProducedBatch.Validate(batch.Span, 10_000, out RecordBatchHeader header, out string text).ShouldBe(BatchFault.None, text);
        header.RecordCount.ShouldBe(3);
        header.LastSequence.ShouldBe(1);
        header.BaseTimestamp.ShouldBe(1000);
        header.MaxTimestamp.ShouldBe(1500);

        using var reader = new RecordReader(batch.Span);
        reader.MoveNext().ShouldBeTrue();
        reader.Current.Key.IsNull.ShouldBeTrue();
        reader.Current.Value.Span.SequenceEqual("a"u8).ShouldBeTrue();
        reader.MoveNext().ShouldBeTrue();
        reader.Current.Key.IsNull.ShouldBeFalse();
        reader.Current.Value.IsNull.ShouldBeTrue();
        RecordHeader[] headers = reader.Current.CopyHeaders();
        headers.Length.ShouldBe(2);
        headers[0].ShouldBe(new RecordHeader("h", null));
        headers[1].Value!.Value.ToArray().ShouldBe([7]);
        reader.MoveNext().ShouldBeTrue();
        reader.Current.Timestamp.ShouldBe(900);
        reader.Current.Offset.ShouldBe(2);
        reader.Current.Value.IsNull.ShouldBeFalse();
        reader.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void A_full_batch_refuses_more_but_takes_one_large_record()
    {
        using var builder = new RecordBatchBuilder(100);
        builder.TryAppend(0, NullableBytes.Null, new byte[500]).ShouldBeTrue();
        builder.TryAppend(0, NullableBytes.Null, new byte[1]).ShouldBeFalse();
        builder.RecordCount.ShouldBe(1);
        builder.Reset();
        while (builder.TryAppend(0, NullableBytes.Null, new byte[3])) builder.SizeInBytes.ShouldBeLessThanOrEqualTo(100);
        builder.RecordCount.ShouldBe(3);
    }

    [Fact]
    public void The_builder_gives_the_same_bytes_after_a_reset()
    {
        using var builder = new RecordBatchBuilder(1000);
        builder.TryAppend(77, "k"u8, "v"u8);
        byte[] first = builder.Complete().ToArray();
        builder.Reset();
        builder.TryAppend(77, "k"u8, "v"u8);
        builder.Complete().ToArray().ShouldBe(first);
    }

    [Fact]
    public void A_rewritten_batch_keeps_the_offsets_of_the_original()
    {
        using var builder = new RecordBatchBuilder(10_000);
        for (int i = 0; i < 10; i++) builder.TryAppend(100 + i, new byte[] { (byte)i }, "v"u8);
        byte[] original = builder.Complete(producerId: 9, producerEpoch: 0, baseSequence: 40).ToArray();
        RecordBatch.SetBaseOffset(original, 1000);
        RecordBatch.SetLeaderEpoch(original, 3);

        using var reader = new RecordReader(original);
        using var rewritten = new RecordBatchBuilder(10_000);
        rewritten.BeginLike(reader.Header);
        while (reader.MoveNext())
            if (reader.Current.Offset % 3 == 0) rewritten.TryAppend(reader.Current).ShouldBeTrue();
        byte[] bytes = rewritten.Complete().ToArray();

        RecordBatch.CrcMatches(bytes).ShouldBeTrue();
        using var again = new RecordReader(bytes);
        (again.Header with { Crc = reader.Header.Crc, SizeInBytes = reader.Header.SizeInBytes, RecordCount = 10 }).ShouldBe(reader.Header);
        var offsets = new List<long>();
        while (again.MoveNext())
        {
            again.Current.Timestamp.ShouldBe(100 + again.Current.Offset - 1000);
            offsets.Add(again.Current.Offset);
        }
        offsets.ShouldBe([1002, 1005, 1008]);
    }

    [Fact]
    public void A_control_batch_of_width_zero_takes_no_offset()
    {
        byte[] marker = ControlBatch.Create(42, 7, 1234, 2, [1, 2, 3]);
        RecordBatchHeader.TryRead(marker, out RecordBatchHeader header).ShouldBeTrue();
        header.NextOffset.ShouldBe(42);
        header.IsControl.ShouldBeTrue();
        header.LeaderEpoch.ShouldBe(7);
        RecordBatch.CrcMatches(marker).ShouldBeTrue();
        using var reader = new RecordReader(marker);
        reader.MoveNext().ShouldBeTrue();
        ControlBatch.TypeOf(reader.Current).ShouldBe((short)2);
        reader.Current.Value.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void An_empty_batch_covers_its_offsets_and_holds_nothing()
    {
        byte[] bytes = new byte[BatchLayout.HeaderBytes];
        RecordBatch.WriteEmpty(bytes, new RecordBatchHeader { BaseOffset = 10, LastOffsetDelta = 4, LeaderEpoch = 1, Attributes = (short)CompressionCodec.Gzip });
        RecordBatch.CrcMatches(bytes).ShouldBeTrue();
        using var reader = new RecordReader(bytes);
        reader.Header.NextOffset.ShouldBe(15);
        reader.MoveNext().ShouldBeFalse();
    }
}
