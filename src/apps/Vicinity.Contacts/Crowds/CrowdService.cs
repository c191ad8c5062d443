using System.Globalization;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// Runs a crowd in this process, one tick after the other, and writes its reports to the log. When a run is over the next one begins, with a name and a seed of its own.
/// While the log is away the crowd waits: no report is lost.
/// </summary>
public sealed partial class CrowdService(ContactsOptions options, ReportWriter writer, ILogger<CrowdService> log, TimeProvider? time = null)
    : SupervisedService(log, time ?? TimeProvider.System), IEventSource
{
    private readonly ILogger _log = log;
    private long _reports;
    private volatile string _run = "";

    /// <inheritdoc/>
    public SourceStatus Status => new($"crowd of {options.CrowdPeople}", "crowd", Interlocked.Read(ref _reports), 0, Running: true, null);

    /// <summary>Name of the run that goes on; empty before the first one.</summary>
    public string Run => _run;

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        if (options.CrowdPeople == 0) return;
        for (long seed = options.Seed; !cancel.IsCancellationRequested; seed++) await RunAsync(unchecked((ulong)seed), cancel).ConfigureAwait(false);
    }

    private async Task RunAsync(ulong seed, CancellationToken cancel)
    {
        _run = string.Create(CultureInfo.InvariantCulture, $"crowd {Time.GetUtcNow():yyyy-MM-dd HH:mm:ss}");
        var crowd = new Crowd(new Rules(options.Parameters, seed));
        for (int i = 0; i < options.CrowdPeople; i++) crowd.Add(infected: i < options.CrowdInfected);
        var reports = new CrowdReports(_run, crowd);
        LogBegun(_run, options.CrowdPeople, options.CrowdInfected, seed);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.TickMs), Time);
        do
        {
            HealthCounts counts = crowd.Step();
            foreach (PersonMessage message in reports.After(Time.GetUtcNow().ToUnixTimeMilliseconds()))
            {
                await writer.PostAsync(message, cancel).ConfigureAwait(false);
                Interlocked.Increment(ref _reports);
            }
            if (counts.Dead == counts.All || (options.CrowdTicks > 0 && crowd.Tick >= options.CrowdTicks)) return;
        }
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The run '{Run}' begins: people: {People}, infected: {Infected}, seed: {Seed}")]
    private partial void LogBegun(string run, int people, int infected, ulong seed);
}
