using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>The live hub: a reader says what it looks at and is pushed positions, heat and the summary.</summary>
internal sealed class TrafficHub(LiveReaders<TrafficReader> readers, ReaderAccess access, TrafficView view) : LiveHub<TrafficReader>(readers)
{
    /// <summary>Looks at a part of the map; what is there is pushed at once, then what changes.</summary>
    public void Watch(WatchRequest? request)
    {
        if (request is null) throw new HubException("there is nothing to watch: {\"bbox\":[west,south,east,north],\"zoom\":zoom} is expected");
        if (request.Bbox is not [var west, var south, var east, var north])
            throw new HubException("bbox is not four numbers: west, south, east, north in degrees");
        if (!BoundingBox.TryOf(west, south, east, north, out BoundingBox box, out string? reason)) throw new HubException($"bbox: {reason}");
        if (request.Zoom is < 0 or > Tile.MaxZoom) throw new HubException($"zoom {request.Zoom} is not between 0 and {Tile.MaxZoom}");
        Caller.Watch(box, view.HeatZoom(request.Zoom));
        Wake();
    }

    protected override TrafficReader Welcome(HttpContext request) => new(access.Identify(request), view);
}
