using System.Buffers.Binary;

namespace Vicinity.Storage;

/// <summary>
/// The fixed 61 bytes with which every entry of a segment begins: data batch, marker or base. Only a reading of the bytes;
/// whether they make sense is for the reader to check.
/// </summary>
internal readonly struct EntryHeader
{
    public const int Bytes = 61;
    public const int OffsetOfEpoch = 12;
    public const int OffsetOfCrc = 17;
    public const int OffsetOfChecked = 21;
    private const int LengthPrefix = 12;
    private const int ControlBit = 0x20;

    public EntryHeader(ReadOnlySpan<byte> entry)
    {
        entry = entry[..Bytes];
        BaseOffset = BinaryPrimitives.ReadInt64BigEndian(entry);
        TotalBytes = BinaryPrimitives.ReadInt32BigEndian(entry[8..]) + (long)LengthPrefix;
        Epoch = BinaryPrimitives.ReadInt32BigEndian(entry[OffsetOfEpoch..]);
        Magic = entry[16];
        Crc = BinaryPrimitives.ReadUInt32BigEndian(entry[OffsetOfCrc..]);
        Attributes = BinaryPrimitives.ReadInt16BigEndian(entry[21..]);
        LastOffsetDelta = BinaryPrimitives.ReadInt32BigEndian(entry[23..]);
        BaseTimestamp = BinaryPrimitives.ReadInt64BigEndian(entry[27..]);
        MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(entry[35..]);
        ProducerId = BinaryPrimitives.ReadInt64BigEndian(entry[43..]);
        ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(entry[51..]);
        BaseSequence = BinaryPrimitives.ReadInt32BigEndian(entry[53..]);
        RecordCount = BinaryPrimitives.ReadInt32BigEndian(entry[57..]);
    }

    public long BaseOffset { get; }
    public long TotalBytes { get; }
    public int Epoch { get; }
    public byte Magic { get; }
    public uint Crc { get; }
    public short Attributes { get; }
    public int LastOffsetDelta { get; }
    public long BaseTimestamp { get; }
    public long MaxTimestamp { get; }
    public long ProducerId { get; }
    public short ProducerEpoch { get; }
    public int BaseSequence { get; }
    public int RecordCount { get; }

    public long NextOffset => BaseOffset + LastOffsetDelta + 1;

    /// <summary>Markers and bases take no offset; data batches at least one.</summary>
    public bool IsWidthZero => LastOffsetDelta == -1;

    public bool IsControl => (Attributes & ControlBit) != 0;

    /// <summary>What every entry fulfils, whatever it is: version 2 of the format and room for its own header.</summary>
    public bool IsShaped => Magic == 2 && TotalBytes >= Bytes && LastOffsetDelta >= -1 && BaseOffset >= 0 && IsControl == IsWidthZero;

    /// <summary>Overwrites the two fields that the leader fills in and the checksum leaves out.</summary>
    public static void Stamp(Span<byte> entry, long baseOffset, int epoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(entry, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(entry[OffsetOfEpoch..], epoch);
    }
}
