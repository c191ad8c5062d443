using Microsoft.Extensions.Logging;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>Pushes to the live readers which vehicles moved in what they look at, twice a second the heat there, and once a second the summary.</summary>
internal sealed class TrafficLivePush(
    LiveReaders<TrafficReader> readers, ReaderAccess access, TrafficView view, TrafficBoard board, ILogger<TrafficLivePush> log, TimeProvider time)
    : LivePush<TrafficReader>(readers, log, time)
{
    private const long SummaryPause = 1000;

    private IReadOnlyList<VehicleState> _vehicles = [];
    private SummaryPush? _summary;
    private long _now, _lastSummary;

    /// <summary>Who has stopped reporting stops reading.</summary>
    protected override bool MayRead(TrafficReader reader) => access.Refuse(reader.Identity) is null;

    protected override void BeginRound()
    {
        _now = view.Now;
        _summary = null;
        // A round may come a little early.
        if (_now - _lastSummary >= SummaryPause - 100)
        {
            _lastSummary = _now;
            _summary = SummaryPush.Of(board.Summary(), board.Quadrants());
        }

        _vehicles = Readers.All.Any(r => r.IsWatching) ? view.Vehicles(BoundingBox.World, null) : [];
    }

    protected override IEnumerable<LiveMessage> MessagesFor(TrafficReader reader) => reader.Next(_vehicles, _summary, _now);
}
