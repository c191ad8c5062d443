using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>Writes to the log every two seconds how the components of this process are doing.</summary>
/// <param name="components">The components.</param>
/// <param name="writer">Writes reports.</param>
/// <param name="log">Where faults are told.</param>
/// <param name="time">The clock.</param>
public sealed class ComponentReporter(IEnumerable<IWeatherComponent> components, ComponentWriter writer, ILogger<ComponentReporter> log, TimeProvider time) : SupervisedService(log, time)
{
    /// <summary>Time between two reports of a component.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly IWeatherComponent[] _components = [.. components];

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        if (_components.Length == 0) return;
        using var timer = new PeriodicTimer(Every, Time);
        do
        {
            long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (IWeatherComponent component in _components) await writer.PostAsync(component.Report(now), cancel).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
    }
}
