namespace Vicinity.Weather;

/// <summary>Says how the proxy of this process is doing that sends the windows of the log.</summary>
/// <param name="merger">The proxy.</param>
public sealed class MergerComponent(WindowMerger merger) : IWeatherComponent
{
    private readonly RateMeter _rate = new();

    /// <inheritdoc/>
    public ComponentReport Report(long now)
    {
        MergerStatus status = merger.Status;
        return new ComponentReport(
            ComponentRole.Proxy, ProcessorComponent.Name, ProcessorComponent.Transport, now, status.Windows, _rate.Of(status.Windows, now), 0, status.IsWorking ? "works" : "waits to take over", null,
            ComponentReport.Shorten(status.Problem));
    }
}
