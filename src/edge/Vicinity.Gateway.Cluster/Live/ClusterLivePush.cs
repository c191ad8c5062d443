using Microsoft.Extensions.Logging;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary>Pushes each round of the watcher to all who look; while nobody does, the watcher takes its time.</summary>
internal sealed partial class ClusterLivePush(
    LiveReaders<ClusterReader> readers, ClusterWatcher watcher, ControlledNodes controlled, ILogger<ClusterLivePush> log, TimeProvider time)
    : LivePush<ClusterReader>(readers, log, time)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private string? _told;

    protected override void BeginRound()
    {
    }

    protected override IEnumerable<LiveMessage> MessagesFor(ClusterReader reader) => [new LiveMessage("cluster", reader.Next(watcher, controlled.All))];

    protected override async Task WaitAsync(Task changed, TimeSpan pause, CancellationToken cancel)
    {
        watcher.IsLookedAt = Readers.Count > 0;
        // A reader that has just come is shown what is known without waiting for a round.
        await Task.WhenAny(watcher.NextRound, changed, Task.Delay(s_longestPause, Time, cancel)).ConfigureAwait(false);
        Tell(watcher.Fault);
    }

    // Once for each trouble, not once a round.
    private void Tell(Exception? fault)
    {
        if (fault is not null && fault.Message != _told) LogFault(fault.Message, fault);
        _told = fault?.Message;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A look at the cluster has failed; the page shows the one before: {Reason}")]
    private partial void LogFault(string reason, Exception fault);
}
