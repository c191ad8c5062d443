using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>Registers a compute server at one balancer, again and again, also when the balancer was away.</summary>
internal sealed partial class BalancerRegistration(string balancer, V1.ServerRegistration registration, GrpcDialOptions dial, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Registers until cancelled, then takes the registration back.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using GrpcChannel channel = GrpcDial.Open(balancer, dial);
        var registry = new V1.ServerRegistry.ServerRegistryClient(channel);
        bool isAway = false;
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan pause = s_pause;
            try
            {
                V1.ServerLease lease = await registry.register_serverAsync(registration, deadline: DateTime.UtcNow + s_limit, cancellationToken: cancel).ConfigureAwait(false);
                pause = TimeSpan.FromMilliseconds(Math.Clamp(lease.HeartbeatMs, 10, 60_000));
                isAway = false;
            }
            catch (RpcException status) when (!cancel.IsCancellationRequested)
            {
                if (!isAway) LogAway(balancer, status.Status.Detail);
                isAway = true;
            }
            catch (RpcException)
            {
                break;
            }
            await Task.Delay(pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        try
        {
            await registry.unregister_serverAsync(registration, deadline: DateTime.UtcNow + s_pause, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // The balancer is away, or forgets this server by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The balancer {Balancer} does not take the registration: {Reason}")]
    private partial void LogAway(string balancer, string reason);
}
