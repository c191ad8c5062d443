using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Follows the topic of runs, from its beginning on.</summary>
public sealed class RunFollower(ContactsOptions options, RunList runs, SimulationList simulations, ILogger<RunFollower> log, TimeProvider? time = null)
    : LogFollower<Run>(new FollowOptions(options.BootstrapServers, "vicinity-contacts-runs-view", TopicFilter.Topics(options.RunsTopic), History: null), log, time)
{
    private const long MostAheadMs = 60_000;

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out Run value, [NotNullWhen(false)] out string? reason)
    {
        if (!RunJson.TryRead(record.Value.Span, out value!, out reason)) return false;
        // What is said to have changed last could never be deleted.
        if (value.Changed > Time.GetUtcNow().ToUnixTimeMilliseconds() + MostAheadMs) reason = $"it has changed at {value.Changed}, more than a minute ahead";
        return reason is null;
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<Run> events)
    {
        foreach (Run run in events)
        {
            if (runs.Take(run)) simulations.Take(run);
            // In the order of the log, which decides whose a name is.
            runs.Tell(run);
        }
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
    }
}
