namespace Vicinity.Contacts;

/// <summary>
/// Runs a crowd for a command, tick by tick, and writes its reports to the log, which holds it up where it takes no more. Run it once; the figures may be read from any thread.
/// </summary>
/// <param name="run">The run. Its tick may be of 0 milliseconds here: then the next tick comes as soon as the log has taken the reports.</param>
/// <param name="form">How the reports are written.</param>
/// <param name="writer">Writes them.</param>
/// <param name="time">The clock.</param>
public sealed class CrowdRunner(Run run, ReportForm form, ReportWriter writer, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private HealthCounts _counts;
    private long _reports, _records, _contacts, _infections;

    /// <summary>Reports handed to the log.</summary>
    public long Reports => Interlocked.Read(ref _reports);

    /// <summary>Records that these are in.</summary>
    public long Records => Interlocked.Read(ref _records);

    /// <summary>Contacts so far, each pair once a tick.</summary>
    public long Contacts => Interlocked.Read(ref _contacts);

    /// <summary>Infections so far, those of the start among them.</summary>
    public long Infections => Interlocked.Read(ref _infections);

    /// <summary>How many people are in each state.</summary>
    public HealthCounts Counts
    {
        get
        {
            lock (_gate) return _counts;
        }
    }

    /// <summary>Runs until the run's last tick, until nobody lives, or until it is cancelled; then all reports that were handed over are acknowledged or have failed.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            Crowd crowd = run.Plan.Begin();
            var reporter = new CrowdReporter(run.Name, crowd, form, writer);
            using var timer = run.TickMs > 0 ? new PeriodicTimer(TimeSpan.FromMilliseconds(run.TickMs), _time) : null;
            do
            {
                HealthCounts counts = run.Plan.Step(crowd);
                lock (_gate) _counts = counts;
                Interlocked.Add(ref _contacts, crowd.Contacts.Length);
                Interlocked.Add(ref _infections, crowd.Infections.Length);
                Interlocked.Add(ref _reports, await reporter.PostAsync(_time.GetUtcNow().ToUnixTimeMilliseconds(), cancel).ConfigureAwait(false));
                Interlocked.Exchange(ref _records, reporter.Records);
                if (counts.Dead == counts.All || (run.Ticks > 0 && crowd.Tick >= run.Ticks)) break;
                cancel.ThrowIfCancellationRequested();
            }
            while (timer is null || await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped; what was handed over is delivered.
        }
        await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
