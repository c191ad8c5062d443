using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

/// <summary>Logs on the simulated disk, and ways to look at what they hold.</summary>
internal static class Logs
{
    public const string Folder = "/data/t-0";

    public static Voter Alone { get; } = new(1, new Guid("11111111-1111-1111-1111-111111111111"));

    public static PartitionLog Open(IFileSystem files, LogOptions? options = null, SyncedBound? bound = null, string folder = Folder, TimeProvider? time = null) =>
        PartitionLog.Open(files, folder, options ?? new LogOptions(), bound ?? SyncedBound.None, time ?? TimeProvider.System);

    public static PartitionLog Led(IFileSystem files, LogOptions? options = null, string folder = Folder, TimeProvider? time = null)
    {
        PartitionLog log = Open(files, options, folder: folder, time: time);
        log.Lead();
        return log;
    }

    public static void Lead(this PartitionLog log, int? epoch = null) =>
        log.AppendMarker(epoch ?? log.LastEpoch + 1, Alone.NodeId, [Alone], Batches.Noon);

    public static long Append(this PartitionLog log, int records, int valueBytes = 20, long timestampMs = Batches.Noon) =>
        log.Append(Batches.Of(records, valueBytes, timestampMs), log.LastEpoch);

    /// <summary>Everything that a consumer gets from one offset on, read in pieces.</summary>
    public static List<RecordBatchHeader> ReadAll(this PartitionLog log, long? from = null, int maxBytes = 1 << 20)
    {
        var headers = new List<RecordBatchHeader>();
        for (long offset = from ?? log.LogStartOffset; offset < log.End.Offset;)
        {
            LogSlice slice = log.Read(offset, maxBytes, log.End.Offset, atLeastOneBatch: true);
            slice.IsEmpty.ShouldBeFalse($"nothing at offset {offset} of {log.End.Offset}");
            List<RecordBatchHeader> run = Batches.HeadersIn(slice.ToArray());
            headers.AddRange(run);
            offset = run[^1].NextOffset;
        }
        return headers;
    }

    public static List<(long Offset, long Timestamp, string? Key, string? Value)> Records(this PartitionLog log)
    {
        var records = new List<(long, long, string?, string?)>();
        for (long offset = log.LogStartOffset; offset < log.End.Offset;)
        {
            byte[] run = log.Read(offset, 1 << 20, log.End.Offset, atLeastOneBatch: true).ToArray();
            var walk = new RecordBatchEnumerator(run);
            while (walk.MoveNext())
            {
                using var reader = new RecordReader(walk.Current);
                while (reader.MoveNext())
                {
                    Vicinity.Records.Record record = reader.Current;
                    records.Add((record.Offset, record.Timestamp, Text(record.Key), Text(record.Value)));
                }
                offset = walk.Header.NextOffset;
            }
        }
        return records;
    }

    public static string Segment(long baseOffset) => $"{Folder}/{baseOffset:D20}.log";

    private static string? Text(NullableBytes bytes) => bytes.ToArray() is { } copy ? System.Text.Encoding.UTF8.GetString(copy) : null;
}
