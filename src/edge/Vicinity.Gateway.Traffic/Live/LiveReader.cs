using Microsoft.AspNetCore.SignalR;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>
/// One live reader: what it looks at, what it has been told, and the push that is under way. While a push has not gone out the next
/// one is left out, so a slow reader gets fewer pushes and never a queue of them.
/// </summary>
internal sealed class LiveReader(ISingleClientProxy client, ReaderIdentity identity, Action leave, LiveReaders all)
{
    private static readonly TimeSpan _heatPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private (BoundingBox Box, int Zoom)? _view;
    private bool _full, _coldTold;
    private long _lastHeat;
    private Task _push = Task.CompletedTask;

    /// <summary>Who it is.</summary>
    public ReaderIdentity Identity => identity;

    /// <summary>Closes the reader's connection.</summary>
    public void Leave() => leave();

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

    /// <summary>Pushes what has changed, unless the last push is still on its way.</summary>
    /// <param name="vehicles">All vehicles that are not stale.</param>
    /// <param name="summary">The summary when it is due, else null.</param>
    /// <param name="now">The present, Unix milliseconds.</param>
    public void Push(IReadOnlyList<VehicleState> vehicles, SummaryPush? summary, long now)
    {
        lock (_lock)
        {
            if (!_push.IsCompleted) return;
            PositionsPush? positions = _view is { } view ? Positions(vehicles, view.Box, now) : null;
            HeatPush? heat = _view is not null ? Heat(now) : null;
            if (positions is not null || heat is not null || summary is not null) _push = SendAsync(positions, heat, summary);
        }
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
        if (now - _lastHeat < _heatPause.TotalMilliseconds) return null;
        _lastHeat = now;
        (BoundingBox box, int zoom) = _view!.Value;
        IReadOnlyList<HeatMapCell> cells = all.WarmCells(box, zoom);
        if (cells.Count == 0 && _coldTold) return null;
        _coldTold = cells.Count == 0;
        return new HeatPush(now, zoom, [.. cells.Select(c => new PushedCell(c))]);
    }

    private async Task SendAsync(PositionsPush? positions, HeatPush? heat, SummaryPush? summary)
    {
        try
        {
            if (positions is not null) await client.SendAsync("positions", positions).ConfigureAwait(false);
            if (heat is not null) await client.SendAsync("heat", heat).ConfigureAwait(false);
            if (summary is not null) await client.SendAsync("summary", summary).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader has left; the hub takes it off the list.
        }
    }
}
