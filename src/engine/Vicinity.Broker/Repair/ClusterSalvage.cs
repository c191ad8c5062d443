using Vicinity.Records;

namespace Vicinity.Broker;

/// <summary>Folds what can be read of a damaged <c>__cluster</c> log.</summary>
internal static class ClusterSalvage
{
    /// <summary>Applies the records of an entry that can be used.</summary>
    /// <returns>What is wrong with one that cannot, or null.</returns>
    public static string? Apply(ClusterImage.Builder builder, ReadOnlySpan<byte> entry, in RecordBatchHeader header)
    {
        if (header.IsControl) return null;
        try
        {
            using var records = new RecordReader(entry);
            while (records.MoveNext())
            {
                Record record = records.Current;
                builder.Apply(record.Key.Span.ToArray(), record.Value.IsNull ? default(ReadOnlyMemory<byte>?) : record.Value.Span.ToArray());
            }

            return null;
        }
        catch (Exception e) when (e is RecordFormatException or UnsupportedCompressionException or BrokerException)
        {
            return $"a record of the cluster's own log behind offset {header.BaseOffset} cannot be used: {e.Message}";
        }
    }
}
