using BenchmarkDotNet.Attributes;
using Vicinity.Records;

namespace Vicinity.Benchmarks;

/// <summary>Building, checking and reading a batch of 1,000 records.</summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private const int Records = 1000;

    private readonly RecordBatchBuilder _builder = new(1_000_000);
    private readonly byte[] _value = new byte[SampleBatch.RecordBytes];
    private byte[] _batch = [];

    [Params(CompressionCodec.None, CompressionCodec.Lz4, CompressionCodec.Snappy, CompressionCodec.Zstd)]
    public CompressionCodec Codec { get; set; }

    [GlobalSetup]
    public void Setup() => _batch = SampleBatch.Of(Records, Codec);

    [Benchmark(OperationsPerInvoke = Records)]
    public int Build()
    {
        _builder.Reset();
        for (int i = 0; i < Records; i++) _builder.TryAppend(i, NullableBytes.Null, _value);
        return _builder.Complete(Codec).Length;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Read()
    {
        int bytes = 0;
        using var reader = new RecordReader(_batch);
        while (reader.MoveNext()) bytes += reader.Current.Value.Span.Length;
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public BatchFault Check() => ProducedBatch.Validate(_batch, 1_048_588, out _, out _);
}
