namespace Vicinity.Weather;

/// <summary>Says how the server of this process is doing that puts readings of the log into windows.</summary>
/// <param name="processor">The server.</param>
public sealed class ProcessorComponent(WindowProcessor processor) : IWeatherComponent
{
    /// <summary>The transport that it works for.</summary>
    public const string Transport = "log";

    private readonly RateMeter _rate = new();

    /// <summary>Name of the components of this process.</summary>
    public static string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}" is { Length: > 0 } name ? name[Math.Max(0, name.Length - ComponentReport.LongestName)..] : "";

    /// <inheritdoc/>
    public ComponentReport Report(long now)
    {
        ProcessorStatus status = processor.Status;
        string state = status.Partitions.Count == 0 ? "waits for a partition" : $"works on {status.Partitions.Count} partition{(status.Partitions.Count == 1 ? "" : "s")}";
        return new ComponentReport(ComponentRole.Server, Name, Transport, now, status.Readings, _rate.Of(status.Readings, now), 0, state, null, ComponentReport.Shorten(status.Problem));
    }
}
