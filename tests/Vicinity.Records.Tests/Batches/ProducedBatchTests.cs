namespace Vicinity.Records.Tests;

public sealed class ProducedBatchTests
{
    private const int MaxBytes = 1000;

    [Fact]
    public void A_proper_batch_passes() => Check(b => b).ShouldBe(BatchFault.None);

    [Fact]
    public void Setting_offset_and_epoch_leaves_the_checksum_right()
    {
        byte[] batch = Batch();
        RecordBatch.SetBaseOffset(batch, 1L << 40);
        RecordBatch.SetLeaderEpoch(batch, 17);
        RecordBatch.CrcMatches(batch).ShouldBeTrue();
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header).ShouldBeTrue();
        (header.BaseOffset, header.LeaderEpoch, header.NextOffset).ShouldBe((1L << 40, 17, (1L << 40) + 2));
    }

    [Fact]
    public void A_flipped_bit_is_corrupt()
    {
        for (int at = BatchLayout.AttributesAt; at < Batch().Length; at++)
        {
            int position = at;
            Check(b => { b[position] ^= 1; return b; }).ShouldNotBe(BatchFault.None, $"byte {position}");
        }
        Check(b => { b[^1] ^= 1; return b; }).ShouldBe(BatchFault.Corrupt);
    }

    [Fact]
    public void A_cut_off_batch_is_corrupt() => Check(b => b[..^1]).ShouldBe(BatchFault.Corrupt);

    [Fact]
    public void No_batch_at_all_is_corrupt() => Check(_ => []).ShouldBe(BatchFault.Corrupt);

    [Fact]
    public void Two_batches_are_invalid() => Check(b => [.. b, .. b]).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void A_batch_above_the_limit_is_too_large()
    {
        byte[] batch = Batch();
        ProducedBatch.Validate(batch, batch.Length - 1, out _, out string text).ShouldBe(BatchFault.TooLarge);
        text.ShouldContain($"{batch.Length} bytes");
        ProducedBatch.Validate(batch, batch.Length, out _, out _).ShouldBe(BatchFault.None);
    }

    [Fact]
    public void Another_format_is_invalid() => Check(b => { b[BatchLayout.MagicAt] = 1; return b; }).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void A_base_offset_other_than_zero_is_invalid() => Rewritten(h => h with { BaseOffset = 5 }).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void A_record_count_that_does_not_fit_the_offsets_is_invalid() => Rewritten(h => h with { LastOffsetDelta = 7 }).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void A_batch_without_records_is_invalid() => Rewritten(h => h with { LastOffsetDelta = -1, RecordCount = 0 }).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void A_control_batch_is_invalid() => Rewritten(h => h with { Attributes = BatchLayout.ControlBit }).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void A_producer_without_sequence_is_invalid() => Rewritten(h => h with { ProducerId = 1, ProducerEpoch = 0 }).ShouldBe(BatchFault.Invalid);

    [Fact]
    public void An_unknown_codec_is_invalid() => Rewritten(h => h with { Attributes = 5 }).ShouldBe(BatchFault.Invalid);

    private static BatchFault Check(Func<byte[], byte[]> change) => ProducedBatch.Validate(change(Batch()), MaxBytes, out _, out _);

    private static BatchFault Rewritten(Func<RecordBatchHeader, RecordBatchHeader> change) => Check(batch =>
    {
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header).ShouldBeTrue();
        change(header).WriteTo(batch);
        RecordBatch.UpdateCrc(batch);
        return batch;
    });

    private static byte[] Batch()
    {
        using var builder = new RecordBatchBuilder(MaxBytes);
        builder.TryAppend(1, "k"u8, "value"u8);
        builder.TryAppend(2, "l"u8, "other"u8);
        return builder.Complete().ToArray();
    }
}
