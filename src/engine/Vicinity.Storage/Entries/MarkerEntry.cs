using System.Buffers;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// Bytes of an epoch's marker: the protocol's LeaderChange record, version 1, with the epoch once more in a tagged field,
/// because the epoch in the batch header is outside the checksum. Layout: docs/formats/log.md.
/// </summary>
internal static class MarkerEntry
{
    /// <summary>Type of the marker's record, as the protocol numbers it.</summary>
    private const short Type = 2;

    private const short Version = 1;
    private const uint EpochTag = 10000;

    public static byte[] Build(EpochMarker marker)
    {
        var value = new ArrayBufferWriter<byte>();
        var writer = new ByteWriter(value);
        writer.Int16(Version);
        writer.Int32(marker.LeaderId);
        writer.UnsignedVarint((uint)marker.Voters.Count + 1);
        foreach (Voter voter in marker.Voters)
        {
            writer.Int32(voter.NodeId);
            writer.Uuid(voter.ReplicaId);
            writer.UnsignedVarint(0);
        }
        writer.UnsignedVarint(1);
        writer.UnsignedVarint(1);
        writer.UnsignedVarint(EpochTag);
        writer.UnsignedVarint(4);
        writer.Int32(marker.Epoch);
        return ControlBatch.Create(marker.Offset, marker.Epoch, marker.TimestampMs, Type, value.WrittenSpan);
    }

    /// <summary>Reads a whole entry whose checksum holds.</summary>
    /// <exception cref="InvalidDataException">It is not a marker, or its two epochs differ.</exception>
    public static EpochMarker Parse(ReadOnlySpan<byte> entry)
    {
        RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
        var reader = new ByteReader(EntryShape.ControlValue(entry, out short type));
        if (type != Type) throw new InvalidDataException($"a control record of type {type} stands where a marker must be");
        short version = reader.Int16();
        if (version != Version) throw new InvalidDataException($"version {version} of a marker is unknown, {Version} is expected");
        int leaderId = reader.Int32();
        Voter[] voters = Voters(ref reader);
        _ = Voters(ref reader);
        if (Epoch(ref reader) != header.LeaderEpoch) throw new InvalidDataException($"the marker at offset {header.BaseOffset} names two epochs");
        return new EpochMarker(header.LeaderEpoch, header.BaseOffset, leaderId, header.BaseTimestamp, voters);
    }

    private static Voter[] Voters(ref ByteReader reader)
    {
        var voters = new Voter[reader.CompactCount(21)];
        for (int i = 0; i < voters.Length; i++)
        {
            voters[i] = new Voter(reader.Int32(), reader.Uuid());
            SkipTags(ref reader);
        }
        return voters;
    }

    private static int? Epoch(ref ByteReader reader)
    {
        int? epoch = null;
        for (uint left = reader.UnsignedVarint(); left > 0; left--)
        {
            uint tag = reader.UnsignedVarint();
            var field = new ByteReader(reader.Take((int)reader.UnsignedVarint()));
            if (tag == EpochTag) epoch = field.Int32();
        }
        return epoch;
    }

    private static void SkipTags(ref ByteReader reader)
    {
        for (uint left = reader.UnsignedVarint(); left > 0; left--)
        {
            reader.UnsignedVarint();
            reader.Take((int)reader.UnsignedVarint());
        }
    }
}
