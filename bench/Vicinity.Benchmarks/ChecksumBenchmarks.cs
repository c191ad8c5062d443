using BenchmarkDotNet.Attributes;
using Vicinity.Records;

namespace Vicinity.Benchmarks;

/// <summary>CRC-32C over a small and a full batch.</summary>
public class ChecksumBenchmarks
{
    private byte[] _bytes = [];

    [Params(4096, 1_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _bytes = SampleBatch.Of(Bytes / SampleBatch.RecordBytes);

    [Benchmark]
    public bool Crc32C() => RecordBatch.CrcMatches(_bytes);
}
