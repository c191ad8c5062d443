using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vicinity.Gateway;

/// <summary>Starts and stops an application's background services, and notices when one of them ends.</summary>
/// <param name="application">The application.</param>
/// <param name="services">Has the services, under the application as their key.</param>
internal sealed class ApplicationRunner(Application application, IServiceProvider services) : IHostedService
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly List<IHostedService> _started = [];
    private Task _starting = Task.CompletedTask;
    private volatile bool _stopping;

    /// <summary>Waits until the application has started, has failed, or takes too long: then it goes on starting behind the others.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (application.IsMissing) return Task.CompletedTask;
        _starting = Task.Run(() => StartAllAsync(cancellationToken), CancellationToken.None);
        return Task.WhenAny(_starting, Task.Delay(s_patience, services.GetRequiredService<TimeProvider>(), cancellationToken));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        await Task.WhenAny(_starting, Task.Delay(Timeout.Infinite, cancellationToken)).ConfigureAwait(false);
        if (_starting.IsCompleted) await StopAllAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAllAsync(CancellationToken cancel)
    {
        try
        {
            foreach (IHostedService service in services.GetKeyedServices<IHostedService>(application))
            {
                _started.Add(service);
                await service.StartAsync(cancel).ConfigureAwait(false);
                if (service is BackgroundService { ExecuteTask: { } work }) _ = WatchAsync(service, work);
            }

            application.Start(services);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            application.Fail("start", fault);
            await StopAllAsync(cancel).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(IHostedService service, Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopping && !application.IsMissing && !work.IsCompletedSuccessfully) application.End(service.GetType().Name, work.Exception?.InnerException);
    }

    private async Task StopAllAsync(CancellationToken cancel)
    {
        foreach (IHostedService service in Enumerable.Reverse(_started))
        {
            try
            {
                await service.StopAsync(cancel).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // The others are stopped all the same.
                if (!application.IsMissing) application.End(service.GetType().Name, fault);
            }
        }

        _started.Clear();
    }
}
