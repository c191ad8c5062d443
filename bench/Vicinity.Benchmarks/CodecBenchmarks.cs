using System.Text;
using BenchmarkDotNet.Attributes;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Benchmarks;

/// <summary>Compressing and decompressing 480 KB of positions as JSON, by each codec.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly PooledBuffer _output = new(MaxBytes);
    private byte[] _plain = [];
    private byte[] _packed = [];
    private BlockCodec _codec = BlockCodec.For(CompressionCodec.Lz4);

    [Params(CompressionCodec.Gzip, CompressionCodec.Snappy, CompressionCodec.Lz4, CompressionCodec.Zstd)]
    public CompressionCodec Codec { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var prng = new Prng(42);
        var text = new StringBuilder();
        for (int i = 0; i < 4000; i++)
            text.Append($"{{\"vehicle\":\"bus-{prng.Next(500)}\",\"latitude\":{49.0 + prng.Next(1_000_000) / 1e6:F6},\"longitude\":{-123.0 - prng.Next(1_000_000) / 1e6:F6},\"speed\":{prng.Next(200) / 10.0:F1},\"heading\":{prng.Next(360)},\"t\":{1_788_000_000_000 + i * 37}}}");
        _plain = Encoding.UTF8.GetBytes(text.ToString());
        _codec = BlockCodec.For(Codec);
        _codec.Compress(_plain, _output);
        _packed = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public int Compress()
    {
        _output.Clear();
        _codec.Compress(_plain, _output);
        return _output.Length;
    }

    [Benchmark]
    public int Decompress()
    {
        _output.Clear();
        _codec.Decompress(_packed, _output);
        return _output.Length;
    }
}
