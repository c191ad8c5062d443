namespace Vicinity.Gateway;

/// <summary>The modules of one QR code: fixed patterns first, then the codewords in their zigzag, masked (ISO/IEC 18004, 7.3 and 8.7 to 8.10).</summary>
internal sealed class QrMatrix
{
    private const int LevelM = 0b00;

    private readonly QrVersion _version;
    private readonly int _size;
    private readonly bool[,] _fixed;

    /// <summary>A matrix with its fixed patterns.</summary>
    public QrMatrix(QrVersion version)
    {
        (_version, _size) = (version, version.Size);
        Dark = new bool[_size, _size];
        _fixed = new bool[_size, _size];
        DrawTiming();
        foreach ((int row, int column) in new[] { (3, 3), (3, _size - 4), (_size - 4, 3) }) DrawFinder(row, column);
        DrawAlignment();
        DrawFormat(0);
        DrawVersion();
    }

    /// <summary>By row and column, whether a module is dark.</summary>
    public bool[,] Dark { get; }

    /// <summary>Whether a mask turns a module over.</summary>
    public static bool IsMasked(int mask, int row, int column) => mask switch
    {
        0 => (row + column) % 2 == 0,
        1 => row % 2 == 0,
        2 => column % 3 == 0,
        3 => (row + column) % 3 == 0,
        4 => (row / 2 + column / 3) % 2 == 0,
        5 => row * column % 2 + row * column % 3 == 0,
        6 => (row * column % 2 + row * column % 3) % 2 == 0,
        _ => ((row + column) % 2 + row * column % 3) % 2 == 0,
    };

    /// <summary>True when a module belongs to a fixed pattern.</summary>
    public bool IsFixed(int row, int column) => _fixed[row, column];

    /// <summary>Writes the codewords under a mask.</summary>
    public void Place(byte[] codewords, int mask)
    {
        int bit = 0;
        foreach ((int row, int column) in Path())
        {
            // Modules that are left over at the end are light before masking.
            bool dark = bit < codewords.Length * 8 && (codewords[bit / 8] >> (7 - bit % 8) & 1) != 0;
            Dark[row, column] = dark ^ IsMasked(mask, row, column);
            bit++;
        }
        DrawFormat(mask);
    }

    /// <summary>The free modules in the order of the codewords: pairs of columns from the right, upwards and downwards in turn.</summary>
    public IEnumerable<(int Row, int Column)> Path()
    {
        bool up = true;
        for (int right = _size - 1; right > 0; right -= 2, up = !up)
        {
            // The column of the vertical timing pattern is passed over.
            if (right == 6) right = 5;
            for (int i = 0; i < _size; i++)
            {
                int row = up ? _size - 1 - i : i;
                if (!_fixed[row, right]) yield return (row, right);
                if (!_fixed[row, right - 1]) yield return (row, right - 1);
            }
        }
    }

    private void DrawTiming()
    {
        for (int i = 0; i < _size; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }
    }

    // Dark ring and middle, light between them and around.
    private void DrawFinder(int middleRow, int middleColumn)
    {
        for (int dy = -4; dy <= 4; dy++)
            for (int dx = -4; dx <= 4; dx++)
            {
                int row = middleRow + dy, column = middleColumn + dx;
                if (row < 0 || row >= _size || column < 0 || column >= _size) continue;
                Set(row, column, Math.Max(Math.Abs(dx), Math.Abs(dy)) is not (2 or 4));
            }
    }

    private void DrawAlignment()
    {
        int[] middles = _version.Alignment;
        foreach (int row in middles)
            foreach (int column in middles)
            {
                bool atFinder = (row == 6 && column == 6) || (row == 6 && column == middles[^1]) || (row == middles[^1] && column == 6);
                if (atFinder) continue;
                for (int dy = -2; dy <= 2; dy++)
                    for (int dx = -2; dx <= 2; dx++) Set(row + dy, column + dx, Math.Max(Math.Abs(dx), Math.Abs(dy)) != 1);
            }
    }

    // Level and mask, protected by a BCH code, twice.
    private void DrawFormat(int mask)
    {
        int data = LevelM << 3 | mask;
        int bits = (data << 10 | Remainder(data, 10, 0x537)) ^ 0x5412;
        for (int i = 0; i < 15; i++)
        {
            bool dark = (bits >> i & 1) != 0;
            Set(i switch { < 6 => i, < 8 => i + 1, _ => _size - 15 + i }, 8, dark);
            Set(8, i switch { < 8 => _size - 1 - i, 8 => 7, _ => 14 - i }, dark);
        }
        Set(_size - 8, 8, true);
    }

    private void DrawVersion()
    {
        if (_version.Number < 7) return;
        int bits = _version.Number << 12 | Remainder(_version.Number, 12, 0x1f25);
        for (int i = 0; i < 18; i++)
        {
            bool dark = (bits >> i & 1) != 0;
            Set(_size - 11 + i % 3, i / 3, dark);
            Set(i / 3, _size - 11 + i % 3, dark);
        }
    }

    private static int Remainder(int data, int degree, int generator)
    {
        int rest = data;
        for (int i = 0; i < degree; i++) rest = rest << 1 ^ (rest >> (degree - 1)) * generator;
        return rest;
    }

    private void Set(int row, int column, bool dark)
    {
        Dark[row, column] = dark;
        _fixed[row, column] = true;
    }
}
