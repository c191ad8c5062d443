using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>The offset of the last record of each key in a part of a log, within a bound of memory.</summary>
internal sealed class LatestOffsets(long from, long maxKeyBytes)
{
    private const int BytesBesideKey = 64;

    private readonly Dictionary<byte[], long> _offsets = new(KeyComparer.Instance);
    private long _keyBytes;

    /// <summary>Offset up to which all keys were taken in.</summary>
    public long CoveredTo { get; private set; } = from;

    /// <summary>Takes in a batch; false if its keys have no room.</summary>
    public bool TryAdd(ReadOnlySpan<byte> batch, in RecordBatchHeader header)
    {
        if (_keyBytes > maxKeyBytes) return false;
        Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> lookup = _offsets.GetAlternateLookup<ReadOnlySpan<byte>>();
        try
        {
            using var records = new RecordReader(batch);
            while (records.MoveNext())
            {
                if (records.Current.Key.IsNull) continue;
                ReadOnlySpan<byte> key = records.Current.Key.Span;
                int before = _offsets.Count;
                lookup[key] = records.Current.Offset;
                if (_offsets.Count != before) _keyBytes += key.Length + BytesBesideKey;
            }
        }
        catch (RecordFormatException)
        {
            // A batch that cannot be read supersedes nothing; it is kept as it is.
        }
        CoveredTo = header.NextOffset;
        return true;
    }

    /// <summary>True if a later record has the same key.</summary>
    public bool IsSuperseded(ReadOnlySpan<byte> key, long offset) =>
        _offsets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out long latest) && latest > offset;
}
