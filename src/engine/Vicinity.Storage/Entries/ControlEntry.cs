using System.Buffers;
using System.Buffers.Binary;

namespace Vicinity.Storage;

/// <summary>A control batch of width zero with one record: the form of markers and bases. Layout: docs/formats/log.md.</summary>
internal static class ControlEntry
{
    /// <summary>Type of the record of an epoch's marker, as the protocol numbers it.</summary>
    public const short LeaderChange = 2;

    /// <summary>Type of the record of a segment's base; ours, never sent.</summary>
    public const short Base = 1000;

    private const short ControlAttributes = 0x20;

    public static byte[] Build(short type, long offset, int epoch, long timestampMs, ReadOnlySpan<byte> value)
    {
        var record = new ArrayBufferWriter<byte>(value.Length + 32);
        var body = new ByteWriter(record);
        body.Byte(0);
        body.Varint(0);
        body.Varint(0);
        body.Varint(4);
        body.Int16(0);
        body.Int16(type);
        body.Varint(value.Length);
        body.Bytes(value);
        body.Varint(0);

        var batch = new ArrayBufferWriter<byte>(EntryHeader.Bytes + 5 + record.WrittenCount);
        var header = new ByteWriter(batch);
        header.Int64(offset);
        header.Int32(0);
        header.Int32(epoch);
        header.Byte(2);
        header.Int32(0);
        header.Int16(ControlAttributes);
        header.Int32(-1);
        header.Int64(timestampMs);
        header.Int64(timestampMs);
        header.Int64(-1);
        header.Int16(-1);
        header.Int32(-1);
        header.Int32(1);
        header.Varint(record.WrittenCount);
        header.Bytes(record.WrittenSpan);

        byte[] entry = batch.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(8), entry.Length - 12);
        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(EntryHeader.OffsetOfCrc), Checksum.Of(entry.AsSpan(EntryHeader.OffsetOfChecked)));
        return entry;
    }

    /// <summary>Type and value of the record of a whole entry whose checksum holds.</summary>
    /// <exception cref="InvalidDataException">It is not such a record.</exception>
    public static ReadOnlySpan<byte> Parse(ReadOnlySpan<byte> entry, out short type)
    {
        var reader = new ByteReader(entry[EntryHeader.Bytes..]);
        if (reader.Varint() != reader.Remaining) throw new InvalidDataException("a control batch must hold exactly one record");
        reader.Byte();
        reader.Varint();
        reader.Varint();
        if (reader.Varint() != 4) throw new InvalidDataException("the key of a control record must have 4 bytes");
        reader.Int16();
        type = reader.Int16();
        return reader.Take(reader.Varint());
    }
}
