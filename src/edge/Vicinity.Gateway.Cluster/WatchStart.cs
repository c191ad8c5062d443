using Microsoft.Extensions.Hosting;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary>Has the cluster watched from the start of the gateway on.</summary>
internal sealed class WatchStart(ClusterWatcher watcher) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        watcher.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
