using Microsoft.Extensions.Logging;
using Vicinity.ClusterWatch;
using Vicinity.Feeds;

namespace Vicinity.Gateway.Cluster;

/// <summary>Pushes each round of the watcher to all who look; while nobody does, the watcher takes its time.</summary>
internal sealed partial class ClusterLivePush(ClusterReaders readers, ClusterWatcher watcher, ControlledNodes controlled, ILogger<ClusterLivePush> log, TimeProvider time)
    : SupervisedService(log, time)
{
    private string? _told;

    protected override async Task WorkAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            // A reader that has just come is shown what is known without waiting for a round.
            await Task.WhenAny(watcher.NextRound, Task.Delay(readers.All.Count > 0 ? 1000 : 100, cancel)).ConfigureAwait(false);
            Tell(watcher.Fault);
            watcher.IsLookedAt = readers.All.Count > 0;
            foreach (ClusterReader reader in readers.All) reader.Push(watcher, controlled.All);
        }
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
