using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>
/// Pushes to the live readers what has changed: four times a second, less often when making the pushes takes more than a quarter of
/// the time, and the summary once a second.
/// </summary>
internal sealed class LivePush(LiveReaders readers, ReaderAccess access, TrafficView view, TrafficBoard board, ILogger<LivePush> log, TimeProvider time)
    : SupervisedService(log, time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    private const long SummaryPause = 1000;

    protected override async Task WorkAsync(CancellationToken cancel)
    {
        long lastSummary = 0;
        while (!cancel.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            if (readers.All.Count > 0) PushAll(ref lastSummary);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            await readers.WaitAsync(took * 3 > _pause ? took * 3 : _pause - took, cancel).ConfigureAwait(false);
        }
    }

    private void PushAll(ref long lastSummary)
    {
        long now = view.Now;
        SummaryPush? summary = null;
        // A tick may come a little early.
        if (now - lastSummary >= SummaryPause - 100)
        {
            lastSummary = now;
            summary = SummaryPush.Of(board.Summary(), board.Quadrants());
            // Who has stopped reporting stops reading.
            foreach (LiveReader reader in readers.All)
                if (access.Refuse(reader.Identity) is not null) reader.Leave();
        }
        IReadOnlyList<VehicleState> vehicles = readers.All.Any(r => r.IsWatching) ? view.Vehicles(BoundingBox.World, null) : [];
        foreach (LiveReader reader in readers.All) reader.Push(vehicles, summary, now);
    }
}
