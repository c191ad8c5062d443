using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Follows the reports in the log and feeds the simulations' views.</summary>
public sealed class ContactsProcessor(ContactsOptions options, SimulationList simulations, RunFollower runs, ILogger<ContactsProcessor> log, TimeProvider? time = null)
    : LogFollower<PersonMessage>(
        new FollowOptions(options.BootstrapServers, "vicinity-contacts-view", TopicFilter.Topics(options.Topic), TimeSpan.FromSeconds(options.HistorySeconds)),
        log,
        time)
{
    /// <summary>Reports over time, for the time bar.</summary>
    public HistoryCounts History { get; } = new("reports of people", TimeSpan.FromSeconds(options.HistorySeconds), TimeSpan.FromSeconds(Math.Max(1, options.HistorySeconds / 240)), time);

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        // Reports of a deleted run are not to be shown, and those of others have their own field.
        await runs.WaitUntilReadAsync(cancel).ConfigureAwait(false);
        await base.WorkAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out PersonMessage value, [NotNullWhen(false)] out string? reason)
    {
        value = ReportReader.TryRead(record.Value.Span, Time, out _, out string refusal)!;
        reason = value is null ? refusal : null;
        return value is not null;
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<PersonMessage> events)
    {
        foreach (PersonMessage message in events)
        {
            simulations.Take(message);
            History.Add(message.Time);
        }
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
    }
}
