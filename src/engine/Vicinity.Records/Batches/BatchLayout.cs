namespace Vicinity.Records;

/// <summary>Byte positions and bits of a record batch, format v2. All integers are big-endian.</summary>
public static class BatchLayout
{
    public const int BaseOffsetAt = 0;
    public const int BatchLengthAt = 8;
    public const int LeaderEpochAt = 12;
    public const int MagicAt = 16;
    public const int CrcAt = 17;

    /// <summary>First byte that the checksum covers; it covers all up to the batch's end.</summary>
    public const int AttributesAt = 21;

    public const int LastOffsetDeltaAt = 23;
    public const int BaseTimestampAt = 27;
    public const int MaxTimestampAt = 35;
    public const int ProducerIdAt = 43;
    public const int ProducerEpochAt = 51;
    public const int BaseSequenceAt = 53;
    public const int RecordCountAt = 57;

    /// <summary>Size of the header; the records follow it.</summary>
    public const int HeaderBytes = 61;

    /// <summary>Bytes before those that the length field counts.</summary>
    public const int LengthOverhead = 12;

    /// <summary>The only format this project reads and writes.</summary>
    public const byte Magic = 2;

    /// <summary>Attribute bits of the codec.</summary>
    public const short CompressionMask = 0x07;

    /// <summary>Attribute bit: timestamps are the leader's append time.</summary>
    public const short LogAppendTimeBit = 0x08;

    /// <summary>Attribute bit: part of a transaction.</summary>
    public const short TransactionalBit = 0x10;

    /// <summary>Attribute bit: holds control records, which no application sees.</summary>
    public const short ControlBit = 0x20;

    /// <summary>Attribute bit: the base timestamp is the time after which tombstones may go (KIP-534).</summary>
    public const short DeleteHorizonBit = 0x40;
}
