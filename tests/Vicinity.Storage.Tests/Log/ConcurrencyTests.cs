using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Readers_see_whole_batches_in_order_beside_appends_syncs_retention_and_compaction()
    {
        const int Appends = 6000;
        using var folder = new TemporaryFolder();
        var options = new LogOptions { SegmentBytes = 32 * 1024, IndexIntervalBytes = 512 };
        using PartitionLog log = Logs.Led(PhysicalFileSystem.Instance, options, Path.Combine(folder.Path, "t-0"));
        using var finished = new CancellationTokenSource();
        Task[] others =
        [
            Repeat(() => log.Sync(), finished.Token),
            Repeat(() => log.Compact(log.SyncedEnd.Offset, Batches.Noon, new CompactionOptions { MinCleanableDirtyRatio = 0 }), finished.Token),
            Repeat(new SequentialReader(log).Step, finished.Token),
            Repeat(new RandomReader(log, 1).Step, finished.Token),
        ];

        var prng = new Prng(2);
        for (int i = 0; i < Appends; i++)
        {
            if (i % 500 == 499) log.Lead();
            log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, [.. Enumerable.Range(0, prng.Next(1, 4)).Select(_ => ($"k{prng.Next(50)}", (string?)"value"))]), log.LastEpoch);
            if (i % 1000 == 999) log.DeleteSegments(new RetentionLimits(null, 100_000), log.SyncedEnd.Offset, 0);
        }
        await finished.CancelAsync();
        await Task.WhenAll(others);
        log.Sync().ShouldBe(log.End);
        log.ReadAll();
    }

    private static Task Repeat(Action action, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            do action();
            while (!stop.IsCancellationRequested);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class SequentialReader(PartitionLog log)
    {
        private long _next;

        public void Step()
        {
            _next = Math.Max(_next, log.LogStartOffset);
            long end = log.End.Offset;
            if (!log.TryRead(_next, 4000, end, true, out LogSlice slice) || slice.IsEmpty) return;
            foreach (RecordBatchHeader header in Batches.HeadersIn(slice.ToArray()))
            {
                header.LastOffset.ShouldBeGreaterThanOrEqualTo(_next);
                header.BaseOffset.ShouldBeLessThanOrEqualTo(_next);
                header.NextOffset.ShouldBeLessThanOrEqualTo(end);
                _next = header.NextOffset;
            }
        }
    }

    private sealed class RandomReader(PartitionLog log, ulong seed)
    {
        private readonly Prng _prng = new(seed);

        public void Step()
        {
            long start = log.LogStartOffset;
            long end = log.End.Offset;
            long offset = start + _prng.Next((int)(end - start) + 1);
            if (!log.TryRead(offset, _prng.Next(10_000), end, true, out LogSlice slice)) return;
            if (offset < end) slice.IsEmpty.ShouldBeFalse();
            if (!slice.IsEmpty) Batches.HeadersIn(slice.ToArray())[0].LastOffset.ShouldBeGreaterThanOrEqualTo(offset);
            log.FindByTimestamp(Batches.Noon, end);
            log.EndOffsetForEpoch(log.LastEpoch - 1);
        }
    }
}
