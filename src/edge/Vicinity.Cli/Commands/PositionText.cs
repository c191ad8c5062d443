using System.Globalization;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Where to begin to read, as people write it: earliest, latest, an offset, or a time.</summary>
internal static class PositionText
{
    /// <param name="option">Where it was written, for the message.</param>
    /// <param name="text">What was written.</param>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static StartPosition Parse(string option, string text)
    {
        if (text.Equals("earliest", StringComparison.OrdinalIgnoreCase)) return StartPosition.Earliest;
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase)) return StartPosition.Latest;
        if (TryOffset(text, out long offset)) return offset >= 0 ? StartPosition.AtOffset(offset) : throw new UsageException($"{option} {offset} is below 0: the first record of a partition has offset 0");
        if (DateTimeOffset.TryParse(text, null, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return time >= DateTimeOffset.UnixEpoch ? StartPosition.AtTime(time) : throw new UsageException($"{option} '{text}' is before 1970: records have no such times");
        throw new UsageException($"{option} '{text}' is not earliest, latest, an offset, or a time such as 2026-11-21T08:00:00Z");
    }

    /// <summary>Offsets of a position in each partition; a time behind the last record gives the end.</summary>
    /// <exception cref="ClientException">A partition does not reach from or to a given offset.</exception>
    public static async Task<Dictionary<TopicPartition, long>> ResolveAsync(Admin admin, TopicPartition[] partitions, string option, string text, CancellationToken cancel)
    {
        var ends = await admin.ListOffsetsAsync(partitions, StartPosition.Latest, cancel).ConfigureAwait(false);
        if (!TryOffset(text, out long offset))
        {
            var found = await admin.ListOffsetsAsync(partitions, Parse(option, text), cancel).ConfigureAwait(false);
            return partitions.ToDictionary(p => p, p => found[p].Offset < 0 ? ends[p].Offset : found[p].Offset);
        }

        var starts = await admin.ListOffsetsAsync(partitions, StartPosition.Earliest, cancel).ConfigureAwait(false);
        foreach (TopicPartition p in partitions)
        {
            if (offset < starts[p].Offset || offset > ends[p].Offset) throw Outside(offset, p, starts[p].Offset, ends[p].Offset);
        }

        return partitions.ToDictionary(p => p, _ => offset);
    }

    /// <summary>Where partitions begin to be read that do not have a wanted position, before their first record or behind their last.</summary>
    /// <exception cref="ClientException">An offset lies behind the end of every partition, or before the start of some and behind the end of others.</exception>
    public static async Task<OffsetReset> ResetAsync(Admin admin, TopicPartition[] partitions, string option, string text, CancellationToken cancel)
    {
        if (!TryOffset(text, out long offset)) return Parse(option, text) == StartPosition.Earliest ? OffsetReset.Earliest : OffsetReset.Latest;
        var starts = await admin.ListOffsetsAsync(partitions, StartPosition.Earliest, cancel).ConfigureAwait(false);
        var ends = await admin.ListOffsetsAsync(partitions, StartPosition.Latest, cancel).ConfigureAwait(false);
        TopicPartition[] behind = [.. partitions.Where(p => offset > ends[p].Offset)];
        bool isBefore = partitions.Any(p => offset < starts[p].Offset);
        if (behind.Length > 0 && (isBefore || behind.Length == partitions.Length)) throw Outside(offset, behind[0], starts[behind[0]].Offset, ends[behind[0]].Offset);
        return isBefore ? OffsetReset.Earliest : OffsetReset.Latest;
    }

    private static bool TryOffset(string text, out long offset) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out offset);

    private static ClientException Outside(long offset, TopicPartition partition, long start, long end) =>
        new($"offset {offset} is not in {partition}, which has offsets {start} to {end}");
}
