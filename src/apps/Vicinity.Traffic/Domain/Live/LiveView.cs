using System.Runtime.InteropServices;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>
/// The state of the traffic, built from positions alone: the latest one of each vehicle, heat, counts and rates by quadrant, and the
/// kept history. Takes a million positions a second on one core. Pure: the present is an argument. Not thread-safe.
/// </summary>
public sealed class LiveView
{
    private readonly Dictionary<ulong, int> _quadrantPlaces = [];
    private readonly List<QuadrantState> _quadrants = [];
    private readonly StayRule _stay;
    private readonly long _tolerance;
    private Fix[] _latest = new Fix[256];
    private RateWindow _rate;

    /// <summary>An empty view.</summary>
    public LiveView(LiveViewOptions options)
    {
        Options = options;
        _stay = new StayRule(options);
        _tolerance = (long)options.FutureTolerance.TotalMilliseconds;
        Vehicles = new VehicleTable(options.MaxVehicles);
        History = new PositionHistory(Vehicles, options.History, options.Bucket, options.FutureTolerance, options.MaxPositions);
        Heat = new HeatGrid(options.Heat);
    }

    /// <summary>The bounds.</summary>
    public LiveViewOptions Options { get; }

    /// <summary>Ids of the vehicles.</summary>
    public VehicleTable Vehicles { get; }

    /// <summary>The kept positions.</summary>
    public PositionHistory History { get; }

    /// <summary>The decaying heat.</summary>
    public HeatGrid Heat { get; }

    /// <summary>The ways that vehicles have taken.</summary>
    public TraceOutline Outline { get; } = new();

    /// <summary>Positions taken in.</summary>
    public long Positions { get; private set; }

    /// <summary>Positions refused: too far in the future, or one vehicle or quadrant too many.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a position in.</summary>
    /// <returns>False when it is too far in the future or would be one vehicle or quadrant too many.</returns>
    public bool Add(in VehiclePosition position, long now)
    {
        GeoPoint point = position.Point;
        ulong key = TileKey.At(point.Latitude, point.Longitude, Tile.MaxZoom);
        int quadrant = PlaceOf(TileKey.Ancestor(key, Options.Quadrants.Zoom));
        if (position.Timestamp > now + _tolerance || quadrant < 0 || !Vehicles.TryAdd(position.Vehicle, out int vehicle))
        {
            Refused++;
            return false;
        }
        if (vehicle >= _latest.Length) Array.Resize(ref _latest, Math.Max(vehicle + 1, _latest.Length * 2));
        Positions++;
        var fix = new Fix
        {
            Key = key,
            Latitude = point.Latitude,
            Longitude = point.Longitude,
            Timestamp = position.Timestamp,
            Speed = (float)position.Speed,
            Heading = (float)position.Heading,
            Interval = float.NaN,
            Vehicle = vehicle,
            Source = position.Source,
        };
        Count(quadrant, fix.Timestamp);
        Heat.Add(fix.Key, fix.Timestamp);
        ref Fix latest = ref _latest[vehicle];
        bool known = latest.Timestamp != 0;
        if (known) fix.Interval = fix.Timestamp >= latest.Timestamp ? StayRule.IntervalAfter(latest, fix.Timestamp) : latest.Interval;
        if (!known || fix.Timestamp >= latest.Timestamp)
        {
            if (known) Outline.Add(latest, fix);
            else Vehicles.Use(vehicle);
            latest = fix;
        }
        History.Add(fix, now);
        return true;
    }

    /// <summary>Forgets what is out of date: the history's oldest, vehicles long gone, cold cells. To be called about once a second.</summary>
    public void Expire(long now)
    {
        History.Expire(now);
        // A vehicle may be asked for as long as the history reaches.
        long oldest = now - Math.Max(_stay.Longest, History.SpanMilliseconds);
        for (int vehicle = 0; vehicle < Vehicles.Top; vehicle++)
        {
            ref Fix latest = ref _latest[vehicle];
            if (latest.Timestamp == 0 || latest.Timestamp > oldest) continue;
            latest = default;
            Vehicles.Release(vehicle);
        }
    }

    /// <summary>Time of a vehicle's latest position; null when it is not known.</summary>
    public long? LastSeen(string vehicle) => Find(vehicle)?.Timestamp;

    /// <summary>A vehicle's latest position; null when it is not known.</summary>
    public Fix? Find(string vehicle) =>
        Vehicles.TryFind(vehicle, out int number) && _latest[number].Timestamp != 0 ? _latest[number] : null;

    /// <summary>The latest positions of the vehicles that are still there.</summary>
    public void Latest(long now, BoundingBox box, List<Fix> into)
    {
        foreach (ref readonly Fix fix in _latest.AsSpan(0, Vehicles.Top))
            if (_stay.IsThere(fix, now) && box.Contains(fix.Latitude, fix.Longitude)) into.Add(fix);
    }

    /// <summary>The state at a moment of the kept history.</summary>
    public void StateAt(long at, BoundingBox box, List<Fix> into)
    {
        int from = into.Count;
        History.StateAt(at, _stay.Longest, into);
        int kept = from;
        Span<Fix> found = CollectionsMarshal.AsSpan(into);
        for (int i = from; i < found.Length; i++)
            if (_stay.IsThere(found[i], at) && box.Contains(found[i].Latitude, found[i].Longitude)) found[kept++] = found[i];
        into.RemoveRange(kept, into.Count - kept);
    }

    /// <summary>The kept positions of a vehicle with a time in (<paramref name="from"/>, <paramref name="to"/>], in the order of time.</summary>
    public void Track(string vehicle, long from, long to, List<Fix> into)
    {
        if (!Vehicles.TryFind(vehicle, out int number)) return;
        int first = into.Count;
        History.Scan(from, to, fixes =>
        {
            foreach (ref readonly Fix fix in fixes)
                if (fix.Vehicle == number && fix.Timestamp > from && fix.Timestamp <= to) into.Add(fix);
        });
        CollectionsMarshal.AsSpan(into)[first..].Sort((a, b) => a.Timestamp.CompareTo(b.Timestamp));
    }

    /// <summary>Exact counts by cell of the kept positions with a time in (<paramref name="from"/>, <paramref name="to"/>].</summary>
    public IReadOnlyList<CellCount> CountCells(int zoom, BoundingBox box, long from, long to)
    {
        var counter = new CellCounter(zoom, box, from, to);
        History.Scan(from, to, counter.Add);
        return counter.Result();
    }

    /// <summary>Vehicles that are not stale.</summary>
    public int CountVehicles(long now)
    {
        int count = 0;
        foreach (ref readonly Fix fix in _latest.AsSpan(0, Vehicles.Top))
            if (_stay.IsThere(fix, now)) count++;
        return count;
    }

    /// <summary>Positions a second, mean over the last ten full seconds of event time.</summary>
    public double PositionsPerSecond(long now) => _rate.At(now / 1000);

    /// <summary>The quadrants that positions were seen in, by name.</summary>
    public IReadOnlyList<QuadrantCount> CountQuadrants(long now)
    {
        Span<int> vehicles = new int[_quadrants.Count];
        int zoom = Options.Quadrants.Zoom;
        foreach (ref readonly Fix fix in _latest.AsSpan(0, Vehicles.Top))
            if (_stay.IsThere(fix, now)) vehicles[_quadrantPlaces[TileKey.Ancestor(fix.Key, zoom)]]++;
        var counts = new List<QuadrantCount>(_quadrants.Count);
        Span<QuadrantState> states = CollectionsMarshal.AsSpan(_quadrants);
        for (int i = 0; i < states.Length; i++)
        {
            ref QuadrantState state = ref states[i];
            counts.Add(new QuadrantCount(Tile.FromKey(state.Key), state.Positions, state.Rate.At(now / 1000), vehicles[i], state.LastTimestamp));
        }
        counts.Sort((a, b) => string.CompareOrdinal(a.Quadrant.QuadKey, b.Quadrant.QuadKey));
        return counts;
    }

    private int PlaceOf(ulong quadrant)
    {
        if (_quadrantPlaces.TryGetValue(quadrant, out int place)) return place;
        if (_quadrants.Count >= Options.MaxQuadrants) return -1;
        place = _quadrants.Count;
        _quadrants.Add(new QuadrantState { Key = quadrant });
        _quadrantPlaces.Add(quadrant, place);
        return place;
    }

    private void Count(int quadrant, long timestamp)
    {
        ref QuadrantState state = ref CollectionsMarshal.AsSpan(_quadrants)[quadrant];
        state.Positions++;
        state.LastTimestamp = Math.Max(state.LastTimestamp, timestamp);
        state.Rate.Add(timestamp / 1000);
        _rate.Add(timestamp / 1000);
    }

    private struct QuadrantState
    {
        public ulong Key;
        public long Positions;
        public long LastTimestamp;
        public RateWindow Rate;
    }
}
