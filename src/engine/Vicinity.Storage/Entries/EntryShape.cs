using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>What a batch header must fulfil to be an entry of a log, and how its kinds are distinguished.</summary>
internal static class EntryShape
{
    /// <summary>Markers and bases take no offset; data batches at least one.</summary>
    public static bool IsWidthZero(this in RecordBatchHeader header) => header.LastOffsetDelta == -1;

    /// <summary>True for data batches, markers and bases of a right form; says nothing of their checksum or place.</summary>
    public static bool IsEntry(this in RecordBatchHeader header) =>
        header.Magic == BatchLayout.Magic
        && header.LastOffsetDelta >= -1
        && header.BaseOffset >= 0
        && header.BaseOffset < long.MaxValue - int.MaxValue
        && header.IsControl == header.IsWidthZero();

    /// <summary>Type and value of the only record of a width-zero entry, whose checksum holds.</summary>
    /// <exception cref="InvalidDataException">It is not such an entry.</exception>
    public static byte[] ControlValue(ReadOnlySpan<byte> entry, out short type)
    {
        try
        {
            using var records = new RecordReader(entry);
            if (!records.MoveNext()) throw new InvalidDataException("a control batch holds no record");
            type = ControlBatch.TypeOf(records.Current);
            byte[] value = records.Current.Value.Span.ToArray();
            return records.MoveNext() ? throw new InvalidDataException("a control batch holds more than one record") : value;
        }
        catch (RecordFormatException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
