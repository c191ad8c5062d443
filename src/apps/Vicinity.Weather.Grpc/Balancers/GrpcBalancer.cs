using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>
/// A balancer: sensors call it, compute servers register at it. It keeps no readings, so several can run beside each other, and one that ends loses nothing that was
/// acknowledged. Thread-safe.
/// </summary>
public sealed class GrpcBalancer : IAsyncDisposable
{
    private readonly ServerTable _servers;
    private readonly SensorRates _rates;
    private readonly Forwarder _forwarder;
    private readonly BalancerService _service;
    private readonly CancellationTokenSource _ended = new();
    private GrpcHost? _host;
    private int _isDisposed;
    private Task _heartbeats = Task.CompletedTask;

    private GrpcBalancer(BalancerOptions options, TimeProvider time)
    {
        _servers = new ServerTable(options, time);
        _rates = new SensorRates(options.MostSensors, options.MostReadingsOfSensor);
        _forwarder = new Forwarder(options, _servers, _rates, time);
        _service = new BalancerService(options, _forwarder, _ended.Token);
    }

    /// <summary>Where it listens: <c>http://host:port</c>.</summary>
    public string Address => _host!.Address;

    /// <summary>What it does.</summary>
    public BalancerStatus Status =>
        new(_forwarder.Outstanding, _service.Streams, _rates.Count, _forwarder.Calls, _forwarder.Moved, _forwarder.Overloaded, _forwarder.Failed, _servers.Status);

    /// <summary>Listens.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<GrpcBalancer> StartAsync(BalancerOptions options, ILoggerFactory loggers, TimeProvider? time = null, CancellationToken cancel = default)
    {
        OptionBounds.Check(options.Problems());
        time ??= TimeProvider.System;
        var balancer = new GrpcBalancer(options, time);
        try
        {
            balancer._host = await GrpcHost.StartAsync(
                options.Listen,
                static () => null,
                loggers,
                services => services.AddSingleton(balancer._service).AddSingleton(new ServerRegistryService(options, balancer._servers)),
                static routes =>
                {
                    routes.MapGrpcService<BalancerService>();
                    routes.MapGrpcService<ServerRegistryService>();
                },
                cancel).ConfigureAwait(false);
            balancer._heartbeats = balancer.ForgetSilentAsync(options, time);
            return balancer;
        }
        catch
        {
            await balancer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets calls in hand finish, for five seconds at most, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _ended.CancelAsync().ConfigureAwait(false);
        if (_host is not null) await _host.DisposeAsync().ConfigureAwait(false);
        await _heartbeats.ConfigureAwait(false);
        await _servers.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task ForgetSilentAsync(BalancerOptions options, TimeProvider time)
    {
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(options.HeartbeatMs), time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _servers.ForgetSilent();
        }
    }
}
