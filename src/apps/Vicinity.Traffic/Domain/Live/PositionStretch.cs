namespace Vicinity.Traffic;

/// <summary>The positions of one stretch of event time, in the order in which they came.</summary>
internal sealed class PositionStretch(long number)
{
    private Fix[] _rows = new Fix[64];
    private int[] _last = [];
    private int _lastOf = -1;

    /// <summary>Which stretch: event time divided by the stretch's length.</summary>
    public long Number { get; } = number;

    public int Count { get; private set; }

    public ReadOnlySpan<Fix> Rows => _rows.AsSpan(0, Count);

    public void Add(in Fix fix)
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, Count * 2);
        _rows[Count++] = fix;
    }

    /// <summary>
    /// The snapshot at the end of the stretch: places of each vehicle's last row, made when it is first asked for and again when
    /// a late position has come since.
    /// </summary>
    /// <param name="scratch">An array that is longer than every vehicle number; its content is overwritten.</param>
    public ReadOnlySpan<int> LastRows(int[] scratch)
    {
        if (_lastOf == Count) return _last;
        ReadOnlySpan<Fix> rows = Rows;
        foreach (ref readonly Fix row in rows) scratch[row.Vehicle] = -1;
        int vehicles = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ref int best = ref scratch[rows[i].Vehicle];
            if (best < 0) vehicles++;
            if (best < 0 || rows[i].Timestamp >= rows[best].Timestamp) best = i;
        }
        var last = new int[vehicles];
        int next = 0;
        for (int i = 0; i < rows.Length; i++)
            if (scratch[rows[i].Vehicle] == i) last[next++] = i;
        (_last, _lastOf) = (last, Count);
        return last;
    }
}
