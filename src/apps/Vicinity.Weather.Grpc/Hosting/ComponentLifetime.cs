using Microsoft.Extensions.Hosting;

namespace Vicinity.Weather.Grpc;

/// <summary>Leaves signals to the process, which ends its components in their order.</summary>
internal sealed class ComponentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
