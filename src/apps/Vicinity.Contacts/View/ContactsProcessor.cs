using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Follows the reports in the log and feeds the simulations' views.</summary>
public sealed partial class ContactsProcessor(
    ContactsOptions options, SimulationList simulations, RunFollower runs, ErasedPeople erased, ErasedFollower erasures, ILogger<ContactsProcessor> log, TimeProvider? time = null)
    : LogFollower<Report>(
        new FollowOptions(options.BootstrapServers, "vicinity-contacts-view", TopicFilter.Topics(options.Topic), TimeSpan.FromSeconds(options.HistorySeconds)),
        log,
        time)
{
    private const long ForgetEveryMs = 60_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = log;
    private long _misfits, _forgot;

    /// <summary>Frames of crowds that did not fit those before.</summary>
    public long Misfits => Interlocked.Read(ref _misfits);

    /// <summary>Reports over time, for the time bar.</summary>
    public HistoryCounts History { get; } = new("reports of people", TimeSpan.FromSeconds(options.HistorySeconds), TimeSpan.FromSeconds(Math.Max(1, options.HistorySeconds / 240)), time);

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        // Reports of a deleted run are not to be shown, and those of others have their own field. They are shown without their runs rather than not at all.
        await runs.WaitUntilReadAsync(s_patience, cancel).ConfigureAwait(false);
        // Nobody is shown, be it for a moment, who was erased.
        await erasures.WaitUntilReadAsync(null, cancel).ConfigureAwait(false);
        await base.WorkAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out Report value, [NotNullWhen(false)] out string? reason)
    {
        if (ReportReader.TryRead(record.Value.Span, Time, out value, out _, out string refusal))
        {
            reason = null;
            return true;
        }
        reason = refusal;
        return false;
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<Report> events)
    {
        foreach (ref readonly Report report in events)
        {
            if (report.Person is { } message)
            {
                Take(message);
                continue;
            }
            try
            {
                simulations.Take(report.Frame);
                History.Add(report.Frame.Time, report.Frame.Count);
            }
            catch (MessageException misfit)
            {
                Refuse(report.Frame, misfit.Message);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - _forgot < ForgetEveryMs) return;
        _forgot = now;
        simulations.ForgetBefore(now - (long)TimeSpan.FromDays(options.RetentionDays).TotalMilliseconds);
    }

    private void Take(PersonMessage message)
    {
        if (erased.Without(message) is not { } left) return;
        simulations.Take(left);
        // Who was erased in between was taken out before this report came in.
        if (erased.Has(left.Person)) simulations.Forget(left.Person);
        History.Add(message.Time);
    }

    private void Refuse(in CrowdFrame frame, string reason)
    {
        // The first ones and then ever fewer, so that a flood of frames does not become a flood of lines.
        long misfits = Interlocked.Increment(ref _misfits);
        if (misfits <= 10 || (misfits & (misfits - 1)) == 0) LogMisfit(frame.Simulation, frame.Chunk, frame.Tick, reason, misfits);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A frame of {Simulation}, chunk {Chunk}, tick {Tick} is left out until the next key frame: {Reason} ({Count} so far)")]
    private partial void LogMisfit(string simulation, int chunk, int tick, string reason, long count);
}
