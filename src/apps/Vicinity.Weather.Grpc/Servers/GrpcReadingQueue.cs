using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>
/// The calls that a compute server gets: it listens, registers at its balancers, and answers a call when the handler has stored it. Acknowledging is the answer; a reading
/// whose call is not answered is handed to another server by the balancer.
/// </summary>
/// <param name="options">Its settings.</param>
/// <param name="loggers">Where it logs.</param>
/// <param name="time">The clock.</param>
/// <param name="problem">What the server cannot do at the moment, for the health protocol; null when it is well.</param>
public sealed class GrpcReadingQueue(GrpcServerOptions options, ILoggerFactory loggers, TimeProvider? time = null, Func<string?>? problem = null) : IReadingQueue
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it listens, once it does: <c>http://host:port</c>.</summary>
    public Task<string> Address => _address.Task;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task RunAsync(ReadingHandler handler, CancellationToken cancel)
    {
        OptionBounds.Check(options.Problems());
        var service = new ComputeServerService(options, handler, loggers.CreateLogger<GrpcReadingQueue>(), _time);
        await using GrpcHost host = await GrpcHost.StartAsync(
            options.Listen,
            () => cancel.IsCancellationRequested ? "the server stops" : problem?.Invoke(),
            loggers,
            services => services.AddSingleton(service),
            static routes => routes.MapGrpcService<ComputeServerService>(),
            cancel).ConfigureAwait(false);
        _address.TrySetResult(host.Address);
        var registration = new V1.ServerRegistration { Address = options.Advertised ?? host.Address, Name = options.Name, Capacity = options.Concurrency };
        ILogger log = loggers.CreateLogger<BalancerRegistration>();
        Task[] registrations = [.. options.Balancers.Select(b => new BalancerRegistration(b, registration, options.Dial, log, _time).RunAsync(cancel))];
        await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // First nobody sends any more, then what is in hand is finished.
        await Task.WhenAll(registrations).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _address.TrySetCanceled();
        return ValueTask.CompletedTask;
    }
}
