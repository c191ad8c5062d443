using Microsoft.Extensions.Hosting;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway;

/// <summary>Pushes each round of the watcher to all who look; while nobody does, the watcher takes its time.</summary>
internal sealed class ClusterLivePush(ClusterReaders readers, ClusterWatcher watcher, ControlledNodes controlled) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                // A reader that has just come is shown what is known without waiting for a round.
                await Task.WhenAny(watcher.NextRound, Task.Delay(readers.All.Count > 0 ? 1000 : 100, stoppingToken)).ConfigureAwait(false);
                watcher.IsLookedAt = readers.All.Count > 0;
                foreach (ClusterReader reader in readers.All) reader.Push(watcher, controlled.All);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
