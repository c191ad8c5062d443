namespace Vicinity.Traffic;

/// <summary>
/// The positions of one stretch of event time, in the order in which they came. They lie in chunks of equal size, so that a stretch grows
/// without moving what it has, and gives its memory to the next one when it goes. Not thread-safe.
/// </summary>
/// <param name="number">Which stretch: event time divided by the stretch's length.</param>
/// <param name="spare">Chunks that nobody uses, shared by all stretches.</param>
internal sealed class PositionStretch(long number, Stack<Fix[]> spare)
{
    /// <summary>Positions in a chunk. Larger ones would lie among the large objects, which are seldom collected.</summary>
    public const int ChunkRows = 1 << ChunkBits;

    private const int ChunkBits = 10;
    private const int FirstRows = 64;

    // Kept for the next stretches; more would only lie idle after a rush.
    private const int MostSpare = 256;

    private readonly List<Fix[]> _chunks = [];
    private int[] _last = [];
    private int _lastOf = -1;

    /// <summary>Which stretch: event time divided by the stretch's length.</summary>
    public long Number { get; } = number;

    public int Count { get; private set; }

    /// <summary>The position that came as the given one, from 0.</summary>
    public ref readonly Fix this[int row] => ref _chunks[row >> ChunkBits][row & (ChunkRows - 1)];

    /// <summary>The positions in runs, in their order.</summary>
    public int Runs => (Count + ChunkRows - 1) >> ChunkBits;

    /// <summary>One of the runs.</summary>
    public ReadOnlySpan<Fix> Run(int run) => _chunks[run].AsSpan(0, Math.Min(ChunkRows, Count - (run << ChunkBits)));

    public void Add(in Fix fix)
    {
        int row = Count & (ChunkRows - 1);
        if (row == 0) _chunks.Add(spare.TryPop(out Fix[]? chunk) ? chunk : new Fix[_chunks.Count == 0 ? FirstRows : ChunkRows]);
        else if (row == _chunks[^1].Length) Grow();
        _chunks[^1][row] = fix;
        Count++;
    }

    /// <summary>Gives the memory back; the stretch must not be used any more.</summary>
    public void Release()
    {
        foreach (Fix[] chunk in _chunks)
            if (chunk.Length == ChunkRows && spare.Count < MostSpare) spare.Push(chunk);
        _chunks.Clear();
        Count = 0;
    }

    /// <summary>
    /// The snapshot at the end of the stretch: places of each vehicle's last row, made when it is first asked for and again when
    /// a late position has come since.
    /// </summary>
    /// <param name="scratch">An array that is longer than every vehicle number; its content is overwritten.</param>
    public ReadOnlySpan<int> LastRows(int[] scratch)
    {
        if (_lastOf == Count) return _last;
        for (int i = 0; i < Count; i++) scratch[this[i].Vehicle] = -1;
        int vehicles = 0;
        for (int i = 0; i < Count; i++)
        {
            ref readonly Fix row = ref this[i];
            ref int best = ref scratch[row.Vehicle];
            if (best < 0) vehicles++;
            if (best < 0 || row.Timestamp >= this[best].Timestamp) best = i;
        }
        var last = new int[vehicles];
        int next = 0;
        for (int i = 0; i < Count; i++)
            if (scratch[this[i].Vehicle] == i) last[next++] = i;
        (_last, _lastOf) = (last, Count);
        return last;
    }

    // The first chunk begins small: most stretches of a quiet day have few positions.
    private void Grow()
    {
        Fix[] small = _chunks[^1];
        Fix[]? grown = null;
        if (small.Length * 2 < ChunkRows || !spare.TryPop(out grown)) grown = new Fix[small.Length * 2];
        small.CopyTo(grown, 0);
        _chunks[^1] = grown;
    }
}
