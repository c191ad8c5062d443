using System.Text;

namespace Vicinity.Gateway;

/// <summary>
/// QR codes (ISO/IEC 18004) of texts up to <see cref="MaxBytes"/> bytes: byte mode, error correction level M, the smallest size that
/// holds the text, the mask with the least penalty.
/// </summary>
internal static class QrCode
{
    private const int ByteMode = 0b0100;

    /// <summary>Longest text in bytes of UTF-8.</summary>
    public static int MaxBytes { get; } = QrVersion.All[^1].MaxBytes;

    /// <summary>True when a text is short enough.</summary>
    public static bool Fits(string text) => Encoding.UTF8.GetByteCount(text) <= MaxBytes;

    /// <summary>Encodes a text; the answer says for row and column whether a module is dark.</summary>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public static bool[,] Encode(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        QrVersion version = QrVersion.All.FirstOrDefault(v => v.MaxBytes >= bytes.Length)
            ?? throw new ArgumentException($"a text of {bytes.Length} bytes is longer than the {MaxBytes} of the largest QR code here");
        byte[] codewords = Interleave(Codewords(bytes, version), version);
        QrMatrix? best = null;
        int least = int.MaxValue;
        for (int mask = 0; mask < 8; mask++)
        {
            var matrix = new QrMatrix(version);
            matrix.Place(codewords, mask);
            int penalty = QrPenalty.Of(matrix.Dark);
            if (penalty < least) (best, least) = (matrix, penalty);
        }
        return best!.Dark;
    }

    // Mode, length, text, end, filled up with alternating bytes (8.4).
    private static byte[] Codewords(byte[] text, QrVersion version)
    {
        var bits = new List<bool>(version.DataCodewords * 8);
        Append(bits, ByteMode, 4);
        Append(bits, text.Length, version.LengthBits);
        foreach (byte value in text) Append(bits, value, 8);
        Append(bits, 0, Math.Min(4, version.DataCodewords * 8 - bits.Count));
        Append(bits, 0, (8 - bits.Count % 8) % 8);
        for (int pad = 0xec; bits.Count < version.DataCodewords * 8; pad ^= 0xec ^ 0x11) Append(bits, pad, 8);
        var codewords = new byte[version.DataCodewords];
        for (int i = 0; i < bits.Count; i++)
            if (bits[i]) codewords[i / 8] |= (byte)(0x80 >> (i % 8));
        return codewords;
    }

    // First codewords of all blocks, second ones, and so on; then the same with the correction (8.6).
    private static byte[] Interleave(byte[] data, QrVersion version)
    {
        var blocks = new List<byte[]>();
        int start = 0;
        foreach (int length in version.Blocks)
        {
            blocks.Add(data[start..(start + length)]);
            start += length;
        }
        List<byte[]> corrections = [.. blocks.Select(b => ReedSolomon.Correct(b, version.Correction))];
        var all = new List<byte>();
        for (int i = 0; i < version.Blocks.Max(); i++)
            foreach (byte[] block in blocks)
                if (i < block.Length) all.Add(block[i]);
        for (int i = 0; i < version.Correction; i++)
            foreach (byte[] correction in corrections) all.Add(correction[i]);
        return [.. all];
    }

    private static void Append(List<bool> bits, int value, int count)
    {
        for (int i = count - 1; i >= 0; i--) bits.Add((value >> i & 1) != 0);
    }
}
