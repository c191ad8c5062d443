using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

/// <summary>The bytes that docs/formats describe, so that a change of layout is a decision and not an accident.</summary>
public sealed class LayoutTests
{
    private static readonly Voter s_voter = new(7, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));

    [Fact]
    public void A_marker_is_a_leader_change_of_width_zero_with_its_epoch_in_a_tag()
    {
        byte[] entry = MarkerEntry.Build(new EpochMarker(5, 300, 7, 1000, [s_voter]));
        RecordBatchHeader header = Header(entry);
        (header.BaseOffset, header.LeaderEpoch, header.LastOffsetDelta, header.Attributes, header.RecordCount).ShouldBe((300, 5, -1, (short)0x20, 1));
        (header.BaseTimestamp, header.MaxTimestamp, header.ProducerId, header.ProducerEpoch, header.BaseSequence).ShouldBe((1000, 1000, -1, (short)-1, -1));
        Convert.ToHexString(EntryShape.ControlValue(entry, out short type)).ShouldBe(
            "0001" + "00000007" + "02" + "00000007" + "00112233445566778899AABBCCDDEEFF" + "00" + "01" + "01" + "904E" + "04" + "00000005");
        type.ShouldBe((short)2);
    }

    [Fact]
    public void A_base_names_position_voters_and_producers()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Open(files, time: new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Batches.Noon)));
        log.AppendMarker(2, 7, [s_voter], 0);
        log.Append(Batches.Of(3, producerId: 9, producerEpoch: 1, baseSequence: 4), 2);
        log.Roll();
        byte[] entry = files.ContentOf(Logs.Segment(3));
        RecordBatchHeader header = Header(entry);
        (header.BaseOffset, header.LeaderEpoch, header.LastOffsetDelta, header.BaseTimestamp).ShouldBe((3, 2, -1, Batches.Noon));
        Convert.ToHexString(EntryShape.ControlValue(entry, out short type)).ShouldBe(
            "0000" + "00000002" + "0000000000000003" + "00000000" + "00000001" + "00000007" + "00112233445566778899AABBCCDDEEFF"
            + "0000018BCFE56802" + "00000001"
            + "0000000000000009" + "0001" + "0000018BCFE56802" + "01" + "00000004" + "00000006" + "0000000000000000");
        type.ShouldBe((short)1000);
    }

    [Fact]
    public void An_index_holds_entries_markers_and_a_checksum()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Led(files);
        log.Append(2);
        log.Roll();
        byte[] index = files.ContentOf($"{Logs.Folder}/{0:D20}.index");
        long length = files.ContentOf(Logs.Segment(0)).Length;
        long firstBatch = length - Batches.Of(2).Length;
        long marker = Header(files.ContentOf(Logs.Segment(0))).SizeInBytes;
        Convert.ToHexString(index.AsSpan()[..^4]).ShouldBe(
            "56434958" + "0001" + "00000000" + Hex(length) + Hex(2) + "00000001" + Hex(Batches.Noon + 1)
            + "00000001" + Hex(0) + Hex(firstBatch) + Hex(long.MinValue) + "00000001" + Hex(marker));
        BinaryPrimitives.ReadUInt32BigEndian(index.AsSpan()[^4..]).ShouldBe(Crc32C.Compute(index.AsSpan()[..^4]));
    }

    [Fact]
    public void The_log_start_file_has_twenty_bytes()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Led(files);
        log.Append(5);
        log.SetLogStart(3);
        byte[] content = files.ContentOf($"{Logs.Folder}/log-start");
        Convert.ToHexString(content.AsSpan(0, 16)).ShouldBe("56434C53" + "0001" + "0000" + Hex(3));
        BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(16)).ShouldBe(Crc32C.Compute(content.AsSpan(0, 16)));
    }

    [Fact]
    public void A_journal_frame_holds_the_records_between_mark_and_checksum()
    {
        var files = new SimulatedFileSystem();
        DurableFolder.Create(files, "/data");
        using VoteJournal journal = VoteJournal.Open(files, "/data");
        int empty = files.ContentOf("/data/votes").Length;
        journal.Record(s_voter.ReplicaId, new VoteRecord(3, s_voter));
        journal.RecordBounds([(s_voter.ReplicaId, new SyncedBound(new LogPosition(3, 8)))]);
        byte[] frames = files.ContentOf("/data/votes");
        empty.ShouldBe(20);
        Convert.ToHexString(frames.AsSpan(20, 16 + 42)).ShouldBe(
            "56435646" + "0000002A" + Hex(1) + "01" + "00112233445566778899AABBCCDDEEFF" + "00000003" + "01" + "00000007" + "00112233445566778899AABBCCDDEEFF");
        Convert.ToHexString(frames.AsSpan(82, 16 + 29)).ShouldBe("56435646" + "0000001D" + Hex(2) + "02" + "00112233445566778899AABBCCDDEEFF" + "00000003" + Hex(8));
    }

    [Fact]
    public void Segment_names_carry_the_generation_only_if_there_is_one()
    {
        new SegmentName(0, 42).LogFile.ShouldBe("00000000000000000042.log");
        new SegmentName(3, 42).IndexFile.ShouldBe("00000003-00000000000000000042.index");
        foreach (SegmentName name in new[] { new SegmentName(0, long.MaxValue), new SegmentName(int.MaxValue / 100, 0) })
        {
            SegmentName.TryParse(name.LogFile, out SegmentName read).ShouldBeTrue();
            read.ShouldBe(name);
        }
        foreach (string other in new[] { "log-start", "replica", "42.log", "00000000-00000000000000000042.log", "00000000000000000042.tmp", "0000000000000000004x.log" })
            SegmentName.TryParse(other, out _).ShouldBeFalse(other);
    }

    private static RecordBatchHeader Header(ReadOnlySpan<byte> entry)
    {
        RecordBatchHeader.TryRead(entry, out RecordBatchHeader header).ShouldBeTrue();
        RecordBatch.CrcMatches(entry).ShouldBeTrue();
        return header;
    }

    private static string Hex(long value) => value.ToString("X16");
}
