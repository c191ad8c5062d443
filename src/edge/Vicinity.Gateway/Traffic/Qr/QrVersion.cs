namespace Vicinity.Gateway;

/// <summary>A size of QR code at error correction level M (about 15 % of the codewords may be lost): ISO/IEC 18004, tables 7 and 9, annex E.</summary>
/// <param name="Number">1 to 10.</param>
/// <param name="Correction">Error correction codewords of each block.</param>
/// <param name="Blocks">Data codewords of each block.</param>
/// <param name="Alignment">Middles of the alignment patterns, as columns and as rows.</param>
internal sealed record QrVersion(int Number, int Correction, int[] Blocks, int[] Alignment)
{
    /// <summary>The sizes that are known here, smallest first.</summary>
    public static IReadOnlyList<QrVersion> All { get; } =
    [
        new(1, 10, [16], []),
        new(2, 16, [28], [6, 18]),
        new(3, 26, [44], [6, 22]),
        new(4, 18, [32, 32], [6, 26]),
        new(5, 24, [43, 43], [6, 30]),
        new(6, 16, [27, 27, 27, 27], [6, 34]),
        new(7, 18, [31, 31, 31, 31], [6, 22, 38]),
        new(8, 22, [38, 38, 39, 39], [6, 24, 42]),
        new(9, 22, [36, 36, 36, 37, 37], [6, 26, 46]),
        new(10, 26, [43, 43, 43, 43, 44], [6, 28, 50]),
    ];

    /// <summary>Modules on a side.</summary>
    public int Size => 17 + 4 * Number;

    /// <summary>Data codewords.</summary>
    public int DataCodewords => Blocks.Sum();

    /// <summary>Bits of the length of a text in byte mode.</summary>
    public int LengthBits => Number < 10 ? 8 : 16;

    /// <summary>Longest text in bytes.</summary>
    public int MaxBytes => (DataCodewords * 8 - 4 - LengthBits) / 8;
}
