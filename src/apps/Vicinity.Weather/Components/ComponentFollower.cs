using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>Follows the reports of components and feeds their view.</summary>
public sealed class ComponentFollower(WeatherOptions options, ComponentView view, ILogger<ComponentFollower> log, TimeProvider? time = null)
    : LogFollower<ComponentReport>(new FollowOptions(options.BootstrapServers, "vicinity-weather-components", TopicFilter.Topics(options.ComponentsTopic), TimeSpan.FromMinutes(1)), log, time)
{
    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out ComponentReport value, [NotNullWhen(false)] out string? reason) => ComponentJson.TryRead(record.Value.Span, out value!, out reason);

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<ComponentReport> events)
    {
        foreach (ComponentReport report in events) view.Take(report);
    }

    /// <inheritdoc/>
    protected override void Tick() => view.ForgetSilent();
}
