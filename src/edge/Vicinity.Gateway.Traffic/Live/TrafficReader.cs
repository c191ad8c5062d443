using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>One live reader: what it looks at, and what it has been told. Thread-safe.</summary>
internal sealed class TrafficReader(ReaderIdentity identity, TrafficView traffic)
{
    private static readonly TimeSpan s_heatPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private (BoundingBox Box, int Zoom)? _view;
    private bool _full, _coldTold;
    private long _lastHeat;

    /// <summary>Who it is.</summary>
    public ReaderIdentity Identity => identity;

    /// <summary>True when the reader looks at something.</summary>
    public bool IsWatching
    {
        get
        {
            lock (_lock) return _view is not null;
        }
    }

    /// <summary>Changes what the reader looks at; everything is pushed anew.</summary>
    public void Watch(BoundingBox box, int zoom)
    {
        lock (_lock)
        {
            _view = (box, zoom);
            (_full, _coldTold, _lastHeat) = (true, false, 0);
            _told.Clear();
        }
    }

    /// <summary>What has changed since it was last told.</summary>
    /// <param name="vehicles">All vehicles that are not stale.</param>
    /// <param name="summary">The summary when it is due, else null.</param>
    /// <param name="now">The present, Unix milliseconds.</param>
    public IReadOnlyList<LiveMessage> Next(IReadOnlyList<VehicleState> vehicles, SummaryPush? summary, long now)
    {
        var messages = new List<LiveMessage>(3);
        lock (_lock)
        {
            if (_view is { } view)
            {
                if (Positions(vehicles, view.Box, now) is { } positions) messages.Add(new LiveMessage("positions", positions));
                if (Heat(now) is { } heat) messages.Add(new LiveMessage("heat", heat));
            }
        }

        if (summary is not null) messages.Add(new LiveMessage("summary", summary));
        return messages;
    }

    private PositionsPush? Positions(IReadOnlyList<VehicleState> vehicles, BoundingBox box, long now)
    {
        var changed = new List<PushedVehicle>();
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (VehicleState vehicle in vehicles)
        {
            if (!box.Contains(vehicle.Latitude, vehicle.Longitude)) continue;
            present.Add(vehicle.Vehicle);
            if (_told.TryGetValue(vehicle.Vehicle, out long told) && told == vehicle.Timestamp) continue;
            _told[vehicle.Vehicle] = vehicle.Timestamp;
            changed.Add(new PushedVehicle(vehicle));
        }
        string[] gone = [.. _told.Keys.Where(v => !present.Contains(v))];
        foreach (string vehicle in gone) _told.Remove(vehicle);
        if (!_full && changed.Count == 0 && gone.Length == 0) return null;
        var push = new PositionsPush(now, _full, changed, gone);
        _full = false;
        return push;
    }

    private HeatPush? Heat(long now)
    {
        if (now - _lastHeat < s_heatPause.TotalMilliseconds) return null;
        _lastHeat = now;
        (BoundingBox box, int zoom) = _view!.Value;
        IReadOnlyList<HeatMapCell> cells = WarmCells(box, zoom);
        if (cells.Count == 0 && _coldTold) return null;
        _coldTold = cells.Count == 0;
        return new HeatPush(now, zoom, [.. cells.Select(c => new PushedCell(c))]);
    }

    // The cells of a box that are warm or were passed through in the usual span.
    private IReadOnlyList<HeatMapCell> WarmCells(BoundingBox box, int zoom) =>
        [.. traffic.HeatMap(box, zoom, ViewQuery.DefaultSpanSeconds * 1000L, null).Where(c => c.Weight >= TrafficView.ColdestWeight)];
}
