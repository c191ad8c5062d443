namespace Vicinity.Traffic;

/// <summary>The cells of one zoom level, in parallel arrays, each with the place of its parent one level up.</summary>
internal sealed class HeatLevel(int zoom)
{
    private readonly Dictionary<ulong, int> _places = [];

    public int Zoom { get; } = zoom;
    public int Count { get; private set; }
    public ulong[] Keys { get; private set; } = new ulong[64];
    public double[] Weights { get; private set; } = new double[64];
    public int[] Parents { get; private set; } = new int[64];

    public bool TryFind(ulong key, out int place) => _places.TryGetValue(key, out place);

    public int Create(ulong key, int parent)
    {
        if (Count == Keys.Length) Grow();
        int place = Count++;
        _places.Add(key, place);
        Keys[place] = key;
        Weights[place] = 0;
        Parents[place] = parent;
        return place;
    }

    public void Scale(double factor)
    {
        foreach (ref double weight in Weights.AsSpan(0, Count)) weight *= factor;
    }

    public void Clear()
    {
        _places.Clear();
        Count = 0;
    }

    private void Grow()
    {
        int size = Keys.Length * 2;
        (ulong[] keys, double[] weights, int[] parents) = (Keys, Weights, Parents);
        Array.Resize(ref keys, size);
        Array.Resize(ref weights, size);
        Array.Resize(ref parents, size);
        (Keys, Weights, Parents) = (keys, weights, parents);
    }
}
