using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>Counts what comes in on one of the gateway's ways. Thread-safe.</summary>
internal sealed class ReceiverStatus(string name, string kind) : IEventSource
{
    private long _positions, _bad;

    public SourceStatus Status => new(name, kind, Interlocked.Read(ref _positions), Interlocked.Read(ref _bad), true, null);

    public void Good() => Interlocked.Increment(ref _positions);

    public void Bad() => Interlocked.Increment(ref _bad);
}
