using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Where to begin to read, as people write it: earliest, latest, an offset, or a time.</summary>
internal static class PositionText
{
    public static StartPosition Parse(string text)
    {
        if (text.Equals("earliest", StringComparison.OrdinalIgnoreCase)) return StartPosition.Earliest;
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase)) return StartPosition.Latest;
        if (long.TryParse(text, out long offset)) return offset >= 0 ? StartPosition.AtOffset(offset) : throw new UsageException($"offset {offset} is negative; the first record of a partition has offset 0");
        if (DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return StartPosition.AtTime(time.ToUnixTimeMilliseconds());
        throw new UsageException($"'{text}' is not earliest, latest, an offset, or a time such as 2026-11-21T08:00:00Z");
    }

    /// <summary>Offsets of a position in each partition; a time behind the last record gives the end.</summary>
    public static async Task<Dictionary<TopicPartition, long>> ResolveAsync(Admin admin, TopicPartition[] partitions, string text, CancellationToken cancel)
    {
        var found = await admin.ListOffsetsAsync(partitions, Parse(text), cancel).ConfigureAwait(false);
        var ends = await admin.ListOffsetsAsync(partitions, StartPosition.Latest, cancel).ConfigureAwait(false);
        return partitions.ToDictionary(p => p, p => found[p].Offset < 0 ? ends[p].Offset : found[p].Offset);
    }
}
