using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Vicinity.Gateway.Tests;

public sealed class QrCodeTests
{
    [Fact]
    public void Correction_codewords_are_those_of_the_standards_example() =>
        // Version 1-M of the standard's worked example, "01234567" in numeric mode.
        ReedSolomon.Correct([0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11], 10)
            .ShouldBe([0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);

    [Fact]
    public void Every_text_that_fits_reads_back() => Prop.ForAll(
        Gen.Choose(1, 213).SelectMany(length => Gen.Choose(32, 126).ArrayOf(length)).Select(c => string.Concat(c.Select(x => (char)x))).ToArbitrary(),
        text => Decode(QrCode.Encode(text)) == text).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("http://localhost:3300/api/traffic/osmand", 29)]
    [InlineData("Grüße 🚗", 21)]
    public void The_smallest_size_is_taken(string text, int size)
    {
        bool[,] dark = QrCode.Encode(text);
        dark.GetLength(0).ShouldBe(size);
        Decode(dark).ShouldBe(text);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused()
    {
        QrCode.MaxBytes.ShouldBe(213);
        QrCode.Fits(new string('a', 214)).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => QrCode.Encode(new string('a', 214))).Message.ShouldContain("214 bytes is longer than the 213");
    }

    [Fact]
    public void The_drawing_is_one_svg_element_with_a_quiet_zone()
    {
        string svg = QrSvg.Draw(QrCode.Encode("a"));
        svg.ShouldStartWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\"");
        svg.ShouldContain("M4 4h7v1H4z");
        svg.ShouldEndWith("</svg>");
    }

    // Reads an undamaged code: format, mask, zigzag, blocks, byte mode. The correction codewords are checked, not used.
    private static string Decode(bool[,] dark)
    {
        int size = dark.GetLength(0);
        QrVersion version = QrVersion.All[(size - 21) / 4];
        int format = 0;
        for (int i = 0; i < 15; i++)
            if (dark[i switch { < 6 => i, < 8 => i + 1, _ => size - 15 + i }, 8]) format |= 1 << i;
        int mask = (format ^ 0x5412) >> 10 & 7;
        ((format ^ 0x5412) >> 13).ShouldBe(0, "level M");
        var layout = new QrMatrix(version);
        var bits = layout.Path().Select(p => dark[p.Row, p.Column] ^ QrMatrix.IsMasked(mask, p.Row, p.Column)).ToArray();
        byte[] codewords = [.. bits.Chunk(8).Where(c => c.Length == 8).Select(c => (byte)c.Aggregate(0, (v, b) => v << 1 | (b ? 1 : 0)))];
        byte[][] blocks = [.. version.Blocks.Select(length => new byte[length])];
        int next = 0;
        for (int i = 0; i < version.Blocks.Max(); i++)
            foreach (byte[] block in blocks)
                if (i < block.Length) block[i] = codewords[next++];
        for (int i = 0; i < version.Correction; i++)
            foreach (byte[] block in blocks) codewords[next++].ShouldBe(ReedSolomon.Correct(block, version.Correction)[i]);
        var data = new Queue<bool>(blocks.SelectMany(b => b).SelectMany(v => Enumerable.Range(0, 8).Select(i => (v >> (7 - i) & 1) != 0)));
        Take(data, 4).ShouldBe(4);
        byte[] text = [.. Enumerable.Range(0, Take(data, version.LengthBits)).Select(_ => (byte)Take(data, 8))];
        return Encoding.UTF8.GetString(text);
    }

    private static int Take(Queue<bool> bits, int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++) value = value << 1 | (bits.Dequeue() ? 1 : 0);
        return value;
    }
}
