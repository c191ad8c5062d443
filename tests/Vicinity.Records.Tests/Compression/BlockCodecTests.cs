using Vicinity.Model;

namespace Vicinity.Records.Tests;

public sealed class BlockCodecTests
{
    public static TheoryData<CompressionCodec> Codecs => [CompressionCodec.Gzip, CompressionCodec.Snappy, CompressionCodec.Lz4, CompressionCodec.Zstd];

    public static TheoryData<string> GoldenNames => [.. GoldenBlock.All.Select(g => g.Name)];

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Blocks_of_other_implementations_are_read(string name)
    {
        GoldenBlock golden = GoldenBlock.All.Single(g => g.Name == name);
        using var output = new PooledBuffer(1 << 20);
        BlockCodec.For(golden.Codec).Decompress(Convert.FromHexString(golden.Hex), output);
        output.WrittenSpan.SequenceEqual(golden.Original).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Whatever_is_compressed_comes_back(CompressionCodec codec)
    {
        var random = new Prng(7);
        for (int i = 0; i < 300; i++) RoundTrip(codec, Sample(random, i));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Repetitive_bytes_become_fewer(CompressionCodec codec)
    {
        byte[] original = GoldenBlock.All.Single(g => g.Name == "lz4, linked blocks").Original;
        using var compressed = new PooledBuffer(1 << 20);
        BlockCodec.For(codec).Compress(original, compressed);
        compressed.Length.ShouldBeLessThan(original.Length / 10);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_block_that_makes_more_than_the_limit_is_refused(CompressionCodec codec)
    {
        using var compressed = new PooledBuffer(1 << 20);
        BlockCodec.For(codec).Compress(new byte[1_000_000], compressed);
        using var output = new PooledBuffer(100_000);
        Should.Throw<RecordFormatException>(() => BlockCodec.For(codec).Decompress(compressed.WrittenSpan, output));
        output.Length.ShouldBeLessThanOrEqualTo(100_000);
    }

    /// <summary>Invariant: any bytes either decompress within the limit, or end in a RecordFormatException; nothing else happens.</summary>
    [Theory]
    [MemberData(nameof(Codecs))]
    public void Damaged_blocks_end_in_a_format_error_or_within_the_limit(CompressionCodec codec)
    {
        var random = new Prng(11);
        GoldenBlock[] seeds = [.. GoldenBlock.All.Where(g => g.Codec == codec)];
        using var output = new PooledBuffer(200_000);
        for (int i = 0; i < 4000; i++)
        {
            byte[] damaged = Damage(random, Convert.FromHexString(seeds[i % seeds.Length].Hex));
            output.Clear();
            try
            {
                BlockCodec.For(codec).Decompress(damaged, output);
            }
            catch (RecordFormatException)
            {
            }
            output.Length.ShouldBeLessThanOrEqualTo(200_000);
        }
    }

    [Fact]
    public void A_snappy_block_that_promises_too_much_takes_no_memory()
    {
        using var output = new PooledBuffer(int.MaxValue);
        Should.Throw<RecordFormatException>(() => BlockCodec.For(CompressionCodec.Snappy).Decompress([0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0], output));
        output.Length.ShouldBe(0);
    }

    private static void RoundTrip(CompressionCodec codec, byte[] original)
    {
        using var compressed = new PooledBuffer(1 << 22);
        using var output = new PooledBuffer(original.Length);
        BlockCodec.For(codec).Compress(original, compressed);
        if (original.Length == 0 && codec == CompressionCodec.Gzip) return;
        BlockCodec.For(codec).Decompress(compressed.WrittenSpan, output);
        output.WrittenSpan.SequenceEqual(original).ShouldBeTrue($"{original.Length} bytes");
    }

    /// <summary>Bytes of varied length and redundancy: noise, few symbols, runs, repeats at varied distances.</summary>
    private static byte[] Sample(Prng random, int i)
    {
        int length = i < 80 ? i : random.Next(i % 10 == 0 ? 300_000 : 5_000);
        byte[] bytes = new byte[length];
        int symbols = 1 << random.Next(9);
        for (int at = 0; at < length;)
        {
            if (at > 0 && random.Chance(0.7))
            {
                int from = random.Next(Math.Max(0, at - random.Next(1, 100_000)), at);
                int count = Math.Min(random.Next(1, 400), length - at);
                for (int k = 0; k < count; k++) bytes[at++] = bytes[from++];
            }
            else
            {
                bytes[at++] = (byte)random.Next(symbols);
            }
        }
        return bytes;
    }

    private static byte[] Damage(Prng random, byte[] bytes)
    {
        for (int n = random.Next(1, 6); n > 0 && bytes.Length > 0; n--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes = bytes[..at]; break;
                default: bytes = [.. bytes[..at], .. bytes[random.Next(at + 1)..]]; break;
            }
        }
        return bytes;
    }
}
