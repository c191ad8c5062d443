using Microsoft.Extensions.Logging;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>
/// Stores positions that were received here and remembers who reported. A position is answered when it is in the log. Thread-safe.
/// </summary>
internal sealed partial class ReceivedPositions(TrafficIngest ingest, TrafficView view, RecentReports reports, TrafficSources sources, ILogger<ReceivedPositions> log)
{
    private static readonly long s_future = (long)new LiveViewOptions().FutureTolerance.TotalMilliseconds;

    private readonly ReceiverStatus _api = Register(sources, "REST", "api");
    private readonly ReceiverStatus _phone = Register(sources, "phones", "phone");
    private int _unreadableTold;

    /// <summary>The present, Unix milliseconds.</summary>
    public long Now => view.Now;

    /// <summary>Says what is wrong with the time of a received position, or null.</summary>
    public string? RefuseTime(in VehiclePosition position)
    {
        long ahead = position.Timestamp - view.Now;
        return ahead <= s_future ? null : $"timestamp {position.Timestamp} is {ahead / 1000} seconds ahead of this server's clock; at most {s_future / 1000} are taken";
    }

    /// <summary>Stores a position.</summary>
    /// <exception cref="TrafficException">It is not stored.</exception>
    /// <exception cref="QuadrantLimitException">It lies in one quadrant too many.</exception>
    public async Task StoreAsync(VehiclePosition position, CancellationToken cancel)
    {
        await ingest.WriteAsync(position, cancel).ConfigureAwait(false);
        reports.Note(position.Vehicle, view.Now);
        (position.Source == PositionSource.Phone ? _phone : _api).Good();
    }

    /// <summary>Counts a report that held no position.</summary>
    public void Bad(PositionSource source) => (source == PositionSource.Phone ? _phone : _api).Bad();

    /// <summary>Counts a report that is encrypted, and says once how a phone sends readable ones.</summary>
    public void Unreadable()
    {
        Bad(PositionSource.Phone);
        if (Interlocked.Exchange(ref _unreadableTold, 1) == 0) LogEncrypted();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A phone sends encrypted OwnTracks messages, which cannot be read here; clear the encryption key in the app's preferences. Further ones are counted only")]
    private partial void LogEncrypted();

    private static ReceiverStatus Register(TrafficSources sources, string name, string kind)
    {
        var status = new ReceiverStatus(name, kind);
        sources.Add(status);
        return status;
    }
}
