using Microsoft.Extensions.Hosting;

namespace Vicinity.Gateway;

/// <summary>Leaves signals to the program that hosts the gateway: it stops its parts in its own order.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
