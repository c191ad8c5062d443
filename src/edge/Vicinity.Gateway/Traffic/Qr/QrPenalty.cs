namespace Vicinity.Gateway;

/// <summary>How hard a QR code is to read: runs, squares, false finder patterns, imbalance (ISO/IEC 18004, 8.8.2).</summary>
internal static class QrPenalty
{
    private static readonly bool[] _finder = [true, false, true, true, true, false, true];

    /// <summary>The penalty; less is better.</summary>
    public static int Of(bool[,] dark)
    {
        int size = dark.GetLength(0), penalty = 0, darkCount = 0;
        var line = new bool[size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                line[j] = dark[i, j];
                if (line[j]) darkCount++;
                if (i > 0 && j > 0 && dark[i, j] == dark[i - 1, j] && dark[i, j] == dark[i, j - 1] && dark[i, j] == dark[i - 1, j - 1]) penalty += 3;
            }
            penalty += OfLine(line);
            for (int j = 0; j < size; j++) line[j] = dark[j, i];
            penalty += OfLine(line);
        }
        return penalty + 10 * (Math.Abs(darkCount * 20 - size * size * 10) / (size * size));
    }

    private static int OfLine(ReadOnlySpan<bool> line)
    {
        int penalty = 0, run = 0;
        for (int i = 0; i < line.Length; i++)
        {
            run = i > 0 && line[i] == line[i - 1] ? run + 1 : 1;
            if (run == 5) penalty += 3;
            else if (run > 5) penalty++;
            if (i + 7 <= line.Length && line.Slice(i, 7).SequenceEqual(_finder) && (IsLight(line, i - 4) || IsLight(line, i + 7))) penalty += 40;
        }
        return penalty;
    }

    // Four light modules; what lies outside the code is light.
    private static bool IsLight(ReadOnlySpan<bool> line, int start)
    {
        for (int i = Math.Max(0, start); i < Math.Min(line.Length, start + 4); i++)
            if (line[i]) return false;
        return true;
    }
}
