using BenchmarkDotNet.Attributes;
using Vicinity.Model;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Benchmarks;

/// <summary>Appending to a log on disk (not flushed, and flushed each time) and finding an offset in it.</summary>
[MemoryDiagnoser]
public class LogBenchmarks
{
    private const int Records = 100;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "vicinity-bench-" + Guid.NewGuid().ToString("N"));
    private readonly Prng _prng = new(7);
    private byte[] _batch = [];
    private PartitionLog _log = null!;
    private PartitionLog _filled = null!;

    [GlobalSetup]
    public void Setup()
    {
        _batch = SampleBatch.Of(Records);
        _log = Open("append");
        _filled = Open("read");
        for (int i = 0; i < 10_000; i++) _filled.Append(_batch.AsSpan(), 1);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _log.Dispose();
        _filled.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public long Append() => _log.Append(_batch, 1);

    [Benchmark(OperationsPerInvoke = Records)]
    public LogPosition AppendAndSync()
    {
        _log.Append(_batch, 1);
        return _log.Sync();
    }

    [Benchmark]
    public int LookUpOffset() => _filled.Read(_prng.Next(1_000_000), 64 * 1024, long.MaxValue, atLeastOneBatch: true).Length;

    private PartitionLog Open(string name)
    {
        var files = new PhysicalFileSystem();
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        PartitionLog log = PartitionLog.Open(files, folder, new LogOptions { SegmentBytes = 256 * 1024 * 1024 }, SyncedBound.None, TimeProvider.System);
        log.AppendMarker(1, 1, [new Voter(1, Guid.Empty)], 0);
        return log;
    }
}
