using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>
/// Decaying heat on every zoom level at once. A position adds 1 to its cell on each level, and what was added fades exponentially
/// with its age. Adding costs one look-up and one addition a level; nothing ticks.
/// <para>Forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward decay", ICDE 2009): instead of cooling the cells, a position
/// is added with the weight exp(rate * (its time - landmark)), and all weights are divided by exp(rate * (now - landmark)) when they
/// are read. So the order in which positions come does not matter. The landmark moves on before numbers grow out of range.</para>
/// Not thread-safe.
/// </summary>
public sealed class HeatGrid
{
    private const double LargestExponent = 300;

    private readonly HeatLevel[] _levels;
    private readonly double _rate;
    private readonly int _maxCells;
    private long _landmark = long.MinValue;
    private long _lastTimestamp = long.MinValue;
    private double _lastWeight;

    /// <summary>An empty grid.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public HeatGrid(HeatOptions options)
    {
        options.Check();
        Options = options;
        _rate = Math.Log(2) / options.HalfLife.TotalMilliseconds;
        _maxCells = options.MaxCells;
        _levels = [.. Enumerable.Range(options.CoarsestZoom, options.FinestZoom - options.CoarsestZoom + 1).Select(z => new HeatLevel(z))];
    }

    /// <summary>What the grid was made with.</summary>
    public HeatOptions Options { get; }

    /// <summary>Number of cells of the finest level that are kept.</summary>
    public int Cells => _levels[^1].Count;

    /// <summary>The kept level that is nearest to a zoom.</summary>
    public int Level(int zoom) => Math.Clamp(zoom, Options.CoarsestZoom, Options.FinestZoom);

    /// <summary>Adds a position.</summary>
    /// <param name="key">Key of a tile that holds it, at least as deep as the finest level.</param>
    /// <param name="timestamp">Its time in Unix milliseconds.</param>
    public void Add(ulong key, long timestamp) => Add(TileKey.Ancestor(key, Options.FinestZoom), WeightAt(timestamp));

    /// <summary>All cells of a level that lie at least partly in the box and are warmer than <paramref name="coldest"/>.</summary>
    /// <param name="zoom">A zoom; the nearest kept level answers, see <see cref="Level"/>.</param>
    /// <param name="box">The part of the map that is wanted.</param>
    /// <param name="now">The moment at which the heat is read, Unix milliseconds.</param>
    /// <param name="coldest">Smallest weight that still counts as warm.</param>
    /// <param name="into">Takes the cells.</param>
    public void Collect(int zoom, BoundingBox box, long now, double coldest, List<HeatCell> into)
    {
        HeatLevel level = _levels[Level(zoom) - Options.CoarsestZoom];
        if (level.Count == 0) return;
        double scale = Math.Exp(-_rate * (now - _landmark));
        var range = new TileRange(box, level.Zoom);
        for (int i = 0; i < level.Count; i++)
        {
            double weight = level.Weights[i] * scale;
            if (weight >= coldest && range.Contains(level.Keys[i])) into.Add(new HeatCell(level.Keys[i], weight));
        }
    }

    /// <summary>Gives up the cells that are colder than <paramref name="coldest"/>, so that the grid does not grow for ever.</summary>
    public void Trim(long now, double coldest)
    {
        HeatLevel finest = _levels[^1];
        if (finest.Count == 0) return;
        double limit = coldest * Math.Exp(Math.Min(700, _rate * (now - _landmark)));
        Rebuild(limit);
    }

    private void Add(ulong key, double weight)
    {
        HeatLevel[] levels = _levels;
        if (!levels[^1].TryFind(key, out int place))
        {
            if (levels[^1].Count >= _maxCells) GiveUpColdestHalf();
            place = Create(levels.Length - 1, key);
        }
        for (int i = levels.Length - 1; i >= 0; i--)
        {
            levels[i].Weights[place] += weight;
            place = levels[i].Parents[place];
        }
    }

    private int Create(int level, ulong key)
    {
        if (_levels[level].TryFind(key, out int place)) return place;
        int parent = level == 0 ? 0 : Create(level - 1, key >> 2);
        return _levels[level].Create(key, parent);
    }

    private double WeightAt(long timestamp)
    {
        if (timestamp == _lastTimestamp) return _lastWeight;
        if (_landmark == long.MinValue) _landmark = timestamp;
        double exponent = _rate * (timestamp - _landmark);
        if (exponent > LargestExponent)
        {
            double factor = Math.Exp(-exponent);
            foreach (HeatLevel level in _levels) level.Scale(factor);
            _landmark = timestamp;
            exponent = 0;
        }
        _lastTimestamp = timestamp;
        return _lastWeight = Math.Exp(exponent);
    }

    private void GiveUpColdestHalf()
    {
        HeatLevel finest = _levels[^1];
        double[] sorted = finest.Weights.AsSpan(0, finest.Count).ToArray();
        Array.Sort(sorted);
        Rebuild(Math.BitIncrement(sorted[sorted.Length / 2]));
    }

    private void Rebuild(double limit)
    {
        HeatLevel finest = _levels[^1];
        var kept = new List<(ulong Key, double Weight)>();
        for (int i = 0; i < finest.Count; i++)
            if (finest.Weights[i] >= limit) kept.Add((finest.Keys[i], finest.Weights[i]));
        if (kept.Count == finest.Count) return;
        foreach (HeatLevel level in _levels) level.Clear();
        foreach ((ulong key, double weight) in kept) Add(key, weight);
    }
}
