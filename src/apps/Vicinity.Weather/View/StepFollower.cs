using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>Follows the steps of the servers and feeds their view.</summary>
public sealed class StepFollower(WeatherOptions options, StepView view, ILogger<StepFollower> log, TimeProvider? time = null)
    : LogFollower<(Step Step, long Received)>(
        new FollowOptions(options.BootstrapServers, "vicinity-weather-steps-view", TopicFilter.Topics(options.StepsTopic), TimeSpan.FromSeconds(options.HistorySeconds)), log, time)
{
    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out (Step Step, long Received) value, [NotNullWhen(false)] out string? reason)
    {
        bool isRead = StepCodec.TryRead(record.Value.ToArray(), out Step? step, out string problem);
        (value, reason) = ((step!, record.Timestamp), isRead ? null : problem);
        return isRead;
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<(Step Step, long Received)> events)
    {
        foreach ((Step step, long received) in events) view.Take(Partition, step, received);
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
    }
}
