using System.Runtime.InteropServices;
using Vicinity.Feeds;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>The live view behind a lock, with answers as readers need them. Thread-safe.</summary>
public sealed class TrafficView : IHistory
{
    /// <summary>Cells below this weight are cold.</summary>
    public const double ColdestWeight = 0.05;

    /// <summary>Most positions of a track.</summary>
    public const int LongestTrack = 10_000;

    private readonly Lock _lock = new();
    private readonly LiveView _view;
    private readonly TimeProvider _time;
    private readonly List<Fix> _fixes = [];
    private readonly List<HeatCell> _cells = [];

    /// <summary>An empty view.</summary>
    public TrafficView(TrafficOptions options, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _view = new LiveView(options.View);
    }

    /// <summary>The present, Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Positions refused: too far in the future, or one vehicle or quadrant too many.</summary>
    public long Refused
    {
        get
        {
            lock (_lock) return _view.Refused;
        }
    }

    string IHistory.Counted => "positions";

    TimeSpan IHistory.Reach => _view.Options.History;

    /// <summary>The quadrants.</summary>
    public QuadrantMap Quadrants => _view.Options.Quadrants;

    /// <summary>Takes positions in.</summary>
    public void Add(ReadOnlySpan<VehiclePosition> positions)
    {
        long now = Now;
        lock (_lock)
            foreach (ref readonly VehiclePosition position in positions) _view.Add(position, now);
    }

    /// <summary>Forgets what is out of date.</summary>
    public void Expire()
    {
        long now = Now;
        lock (_lock)
        {
            _view.Expire(now);
            _view.Heat.Trim(now, ColdestWeight / 10);
        }
    }

    /// <summary>When a vehicle was last seen; null when it is not known.</summary>
    public long? LastSeen(string vehicle)
    {
        lock (_lock) return _view.LastSeen(vehicle);
    }

    /// <summary>A vehicle's last position; null when it is not known.</summary>
    public VehicleState? Find(string vehicle)
    {
        lock (_lock) return _view.Find(vehicle) is { } fix ? StateOf(fix) : null;
    }

    /// <summary>The kept positions of a vehicle with a time in (<paramref name="from"/>, <paramref name="to"/>], in the order of time; the newest <see cref="LongestTrack"/>.</summary>
    public IReadOnlyList<VehicleState> Track(string vehicle, long from, long to)
    {
        lock (_lock)
        {
            _fixes.Clear();
            _view.Track(vehicle, from, to, _fixes);
            int left = Math.Max(0, _fixes.Count - LongestTrack);
            return [.. _fixes.Skip(left).Select(f => StateOf(f))];
        }
    }

    /// <summary>The zoom of the heat map that answers for a zoom that is asked for.</summary>
    public int HeatZoom(int zoom) => _view.Heat.Level(zoom);

    /// <summary>The vehicles in a box, now or at a moment of the kept history.</summary>
    public IReadOnlyList<VehicleState> Vehicles(BoundingBox box, long? at)
    {
        lock (_lock)
        {
            Collect(box, at);
            var states = new VehicleState[_fixes.Count];
            Span<Fix> fixes = CollectionsMarshal.AsSpan(_fixes);
            for (int i = 0; i < states.Length; i++) states[i] = StateOf(fixes[i]);
            return states;
        }
    }

    /// <summary>The heat map of a box, now or at a moment of the kept history.</summary>
    /// <param name="box">The part of the map.</param>
    /// <param name="zoom">Zoom of the cells; the nearest that is kept answers.</param>
    /// <param name="span">Milliseconds over which positions are counted.</param>
    /// <param name="at">The moment; null for now.</param>
    public IReadOnlyList<HeatMapCell> HeatMap(BoundingBox box, int zoom, long span, long? at)
    {
        lock (_lock)
        {
            long to = at ?? Now;
            zoom = _view.Heat.Level(zoom);
            IReadOnlyList<CellCount> counts = _view.CountCells(zoom, box, to - span, to);
            if (at is not null)
            {
                double most = counts.Count == 0 ? 1 : counts.Max(c => c.Count);
                return [.. counts.Select(c => new HeatMapCell(c.Key, c.Count, c.Vehicles, c.MeanSpeed, c.Count / most))];
            }
            return Merge(counts, zoom, box, to);
        }
    }

    /// <summary>The heat map beside the precise positions.</summary>
    public Comparison Compare(BoundingBox box, int zoom, long span, long? at)
    {
        lock (_lock)
        {
            zoom = _view.Heat.Level(zoom);
            Collect(box, at);
            _cells.Clear();
            if (at is { } moment)
            {
                foreach (CellCount cell in _view.CountCells(zoom, box, moment - span, moment)) _cells.Add(new HeatCell(cell.Key, cell.Count));
            }
            else _view.Heat.Collect(zoom, box, Now, ColdestWeight, _cells);
            return Comparison.Of(_fixes, _cells, zoom);
        }
    }

    /// <summary>The kept history.</summary>
    public KeptHistory History()
    {
        lock (_lock) return new KeptHistory(_view.History.Range, TimeSpan.FromMilliseconds(_view.History.BucketMilliseconds), _view.History.Buckets);
    }

    KeptHistory IHistory.Read() => History();

    /// <summary>Counts and rates by quadrant.</summary>
    public IReadOnlyList<QuadrantCount> CountQuadrants()
    {
        lock (_lock) return _view.CountQuadrants(Now);
    }

    /// <summary>Positions taken in, positions a second, vehicles on the road.</summary>
    public (long Positions, double PositionsPerSecond, int Vehicles) Totals()
    {
        long now = Now;
        lock (_lock) return (_view.Positions, _view.PositionsPerSecond(now), _view.CountVehicles(now));
    }

    /// <summary>The ways that vehicles have taken.</summary>
    public IReadOnlyList<(GeoPoint From, GeoPoint To)> Outline()
    {
        lock (_lock) return [.. _view.Outline.Lines];
    }

    private void Collect(BoundingBox box, long? at)
    {
        _fixes.Clear();
        if (at is { } moment) _view.StateAt(moment, box, _fixes);
        else _view.Latest(Now, box, _fixes);
    }

    private List<HeatMapCell> Merge(IReadOnlyList<CellCount> counts, int zoom, BoundingBox box, long now)
    {
        _cells.Clear();
        _view.Heat.Collect(zoom, box, now, 0, _cells);
        var warm = new Dictionary<ulong, double>(_cells.Count);
        foreach (HeatCell cell in _cells) warm.Add(cell.Key, cell.Weight);
        var merged = new List<HeatMapCell>(warm.Count);
        foreach (CellCount count in counts)
        {
            warm.Remove(count.Key, out double weight);
            merged.Add(new HeatMapCell(count.Key, count.Count, count.Vehicles, count.MeanSpeed, weight));
        }
        foreach ((ulong key, double weight) in warm)
            if (weight >= ColdestWeight) merged.Add(new HeatMapCell(key, 0, 0, null, weight));
        return merged;
    }

    private VehicleState StateOf(in Fix fix) => new(
        _view.Vehicles.NameOf(fix.Vehicle), fix.Latitude, fix.Longitude, float.IsNaN(fix.Speed) ? null : fix.Speed,
        float.IsNaN(fix.Heading) ? null : fix.Heading, fix.Timestamp, fix.Key, fix.Source);
}
