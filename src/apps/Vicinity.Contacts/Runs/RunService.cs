using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// Runs crowds in this process, several side by side, and keeps in the log what was begun, changed, stopped and deleted. It begins with the crowd of the settings, if there is one; when that run is over
/// the next begins, with a seed of its own. Thread-safe.
/// </summary>
public sealed partial class RunService(ContactsOptions options, ReportWriter reports, RunWriter writer, RunList runs, SimulationList simulations, ILogger<RunService> log, TimeProvider? time = null)
    : SupervisedService(log, time ?? TimeProvider.System), IEventSource
{
    /// <summary>Most people who come during a run.</summary>
    public const int MostAdditions = 5_000;

    /// <summary>Most reports of the past of a branch, people times ticks; a branch with more is refused.</summary>
    public const long MostPastReports = 2_000_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private sealed record Going(CrowdRun Crowd, CancellationTokenSource Stop, TaskCompletionSource<Run> Over);

    private readonly ILogger _log = log;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Going> _going = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private long _reported;

    /// <inheritdoc/>
    public SourceStatus Status => new($"crowds ({_going.Count})", "crowd", Interlocked.Read(ref _reported) + _going.Values.Sum(g => g.Crowd.Posted), 0, Running: !_going.IsEmpty, null);

    /// <summary>Begins a run.</summary>
    /// <param name="run">What is wanted; an empty name is replaced by one of the present time.</param>
    /// <param name="past">Ticks that lie in the past.</param>
    /// <param name="cancel">Gives up waiting for the log.</param>
    /// <returns>The run; the log has it.</returns>
    /// <exception cref="ArgumentException">A value is out of its bounds, or the name is taken; the message says which.</exception>
    /// <exception cref="RunLimitException">It would be one too many.</exception>
    /// <exception cref="UnconfirmedException">The log has not confirmed it.</exception>
    public async Task<Run> BeginAsync(Run run, int past, CancellationToken cancel)
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        Going going;
        lock (_gate)
        {
            if (run.Name.Length == 0) run = run with { Name = FreeName("run") };
            run = run with { Kind = RunKind.Crowd, State = RunState.Running, Began = now - ((long)past * run.TickMs), Changed = now };
            IReadOnlyList<string> problems = run.Problems();
            if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
            if (IsTaken(run.Name)) throw new ArgumentException($"the name '{run.Name}' is taken");
            if (_going.Count >= options.MostRuns) throw new RunLimitException($"{_going.Count} runs go on, which is the most (MostRuns): stop one first");
            long people = _going.Values.Sum(g => (long)g.Crowd.People) + run.Plan.People + run.Plan.Additions.Count;
            if (people > options.MostPeople) throw new RunLimitException($"the runs would have {people} people together, more than {options.MostPeople} (MostPeople): stop one first, or begin with fewer people");
            going = new Going(new CrowdRun(run, options.FormOf(run.Plan.People), reports, TellUntilStoredAsync, Time), CancellationTokenSource.CreateLinkedTokenSource(_closing.Token), new(TaskCreationOptions.RunContinuationsAsynchronously));
            _going[run.Name] = going;
        }
        try
        {
            await TellAsync(run, cancel).ConfigureAwait(false);
        }
        catch
        {
            End(going, run with { State = RunState.Stopped });
            throw;
        }
        LogBegun(run.Name, run.Plan.People, run.Plan.Infected, run.Plan.Seed);
        _ = GoOnAsync(going, past);
        return run;
    }

    /// <summary>
    /// Begins a run that is another one up to a tick, and has other parameters from then on. Its past is reported as well, so it has at most <see cref="MostPastReports"/> reports.
    /// </summary>
    /// <param name="name">The other run.</param>
    /// <param name="tick">The last tick that both have in common.</param>
    /// <param name="parameters">Parameters after it; null for those of the other run.</param>
    /// <param name="newName">Name of the branch; empty for one made of the other's.</param>
    /// <param name="cancel">Gives up waiting for the log.</param>
    /// <exception cref="KeyNotFoundException">There is no such run, or no plan decides it.</exception>
    /// <inheritdoc cref="BeginAsync" path="/exception"/>
    public Task<Run> BranchAsync(string name, int tick, SimulationParameters? parameters, string newName, CancellationToken cancel)
    {
        Run other = _going.TryGetValue(name, out Going? going) ? going.Crowd.Run : Known(name);
        if (other.Kind != RunKind.Crowd) throw new KeyNotFoundException($"the people of '{name}' were not simulated, so nobody can tell how they would go on");
        int last = going?.Crowd.Tick ?? (simulations.TryGet(name, out SimulationView? view) ? view.Counts.Tick : other.Ticks > 0 ? other.Ticks : SimulationParameters.MaxTicks);
        if (tick < 0 || tick > last) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"tick is {tick} and must be between 0 and {last}: the branch begins where the run has been"));
        long past = (long)tick * (other.Plan.People + other.Plan.Additions.Count);
        if (past > MostPastReports) throw new RunLimitException($"the past of the branch has {past} reports (people times ticks), more than {MostPastReports}: branch earlier, or from a run of fewer people");
        if (newName.Length == 0)
        {
            lock (_gate) newName = FreeName(string.Create(CultureInfo.InvariantCulture, $"{(name.Length > 36 ? name[..36] : name)} from {tick}"), stamp: false);
        }
        return BeginAsync(other with { Name = newName, Plan = other.Plan.Branch(tick, parameters), BranchOf = new BranchPoint(name, tick) }, tick, cancel);
    }

    /// <summary>Lets people come to a run that goes on.</summary>
    /// <returns>The tick after which they came.</returns>
    /// <exception cref="KeyNotFoundException">No such run goes on in this process.</exception>
    /// <exception cref="ArgumentException">A place is not on the field, or there would be too many.</exception>
    /// <exception cref="InvalidOperationException">The run is over.</exception>
    /// <exception cref="TimeoutException">The log has not confirmed it in time; they come when it does.</exception>
    public Task<int> AddAsync(string name, IReadOnlyList<Addition> places, CancellationToken cancel) => GoingOn(name).Crowd.AddAsync(places).WaitAsync(s_patience, Time, cancel);

    /// <summary>Stops a run that goes on in this process.</summary>
    /// <exception cref="KeyNotFoundException">No such run goes on in this process.</exception>
    /// <exception cref="TimeoutException">The log has not confirmed it in time; the run has stopped.</exception>
    public async Task StopAsync(string name, CancellationToken cancel)
    {
        Going going = GoingOn(name);
        try
        {
            await going.Stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has come to its end meanwhile.
        }
        await going.Over.Task.WaitAsync(s_patience, Time, cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes a simulation: stops its run, and forgets what was reported of it up to now. Its reports stay in the log until they are too old.</summary>
    /// <exception cref="KeyNotFoundException">There is no such simulation.</exception>
    /// <exception cref="TimeoutException">The log has not confirmed it in time.</exception>
    /// <exception cref="UnconfirmedException">The log has not confirmed it.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancel)
    {
        if (_going.ContainsKey(name)) await StopAsync(name, cancel).ConfigureAwait(false);
        if (!runs.TryGet(name, out Run? run) || run.State == RunState.Deleted)
        {
            if (!simulations.TryGet(name, out _)) throw new KeyNotFoundException($"there is no simulation '{name}'");
            run = new Run { Name = name, Kind = RunKind.Devices };
        }
        await TellAsync(run with { State = RunState.Deleted, Changed = Time.GetUtcNow().ToUnixTimeMilliseconds(), Plan = new RunPlan() }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_going.Values.Select(Task (g) => g.Over.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _closing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        if (options.CrowdPeople == 0) return;
        for (long seed = options.Seed; !cancel.IsCancellationRequested; seed++)
        {
            Run run = await BeginUsualAsync(unchecked((ulong)seed), cancel).ConfigureAwait(false);
            if (!_going.TryGetValue(run.Name, out Going? going)) continue;
            // Whoever stops the demo does not want the next one.
            if ((await going.Over.Task.WaitAsync(cancel).ConfigureAwait(false)).State != RunState.Ended) return;
        }
    }

    private async Task<Run> BeginUsualAsync(ulong seed, CancellationToken cancel)
    {
        var plan = new RunPlan { People = options.CrowdPeople, Infected = options.CrowdInfected, Seed = seed, Parameters = options.Parameters };
        while (true)
        {
            string name;
            lock (_gate) name = FreeName("crowd");
            try
            {
                return await BeginAsync(new Run { Name = name, Plan = plan, TickMs = options.TickMs, Ticks = options.CrowdTicks }, 0, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is UnconfirmedException or RunLimitException)
            {
                LogWaiting(e.Message);
                await Task.Delay(s_pause, Time, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task GoOnAsync(Going going, int past)
    {
        Run over;
        try
        {
            over = await going.Crowd.GoOnAsync(past, going.Stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            over = going.Crowd.Run with { State = RunState.Stopped };
            LogFault(over.Name, fault.Message, fault);
        }
        over = over with { Changed = Math.Max(Time.GetUtcNow().ToUnixTimeMilliseconds(), over.Changed) };
        try
        {
            await reports.FlushAsync(_closing.Token).ConfigureAwait(false);
            await TellUntilStoredAsync(over, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The program ends: whoever looks later sees that nothing has been heard of the run.
        }
        End(going, over);
    }

    private void End(Going going, Run over)
    {
        Interlocked.Add(ref _reported, going.Crowd.Posted);
        _going.TryRemove(over.Name, out _);
        going.Stop.Dispose();
        going.Over.TrySetResult(over);
    }

    private async Task TellAsync(Run run, CancellationToken cancel)
    {
        try
        {
            await writer.WriteAsync(run, cancel).ConfigureAwait(false);
        }
        catch (ClientException away)
        {
            throw new UnconfirmedException(away.Message, away);
        }
        if (runs.Take(run)) simulations.Take(run);
    }

    private async Task TellUntilStoredAsync(Run run, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await TellAsync(run, cancel).ConfigureAwait(false);
                return;
            }
            catch (UnconfirmedException away)
            {
                LogWaiting(away.Message);
                await Task.Delay(s_pause, Time, cancel).ConfigureAwait(false);
            }
        }
    }

    private Run Known(string name) => runs.TryGet(name, out Run? run) && run.State != RunState.Deleted ? run : throw new KeyNotFoundException($"there is no run '{name}'");

    private Going GoingOn(string name) => _going.TryGetValue(name, out Going? going) ? going : throw new KeyNotFoundException($"no run '{name}' goes on here");

    private bool IsTaken(string name) => name == SimulationList.Devices || _going.ContainsKey(name) || runs.TryGet(name, out _) || simulations.TryGet(name, out _);

    private string FreeName(string first, bool stamp = true)
    {
        string name = stamp ? string.Create(CultureInfo.InvariantCulture, $"{first} {Time.GetUtcNow():yyyy-MM-dd HH:mm:ss}") : first;
        string free = name;
        for (int i = 2; IsTaken(free); i++) free = string.Create(CultureInfo.InvariantCulture, $"{name} ({i})");
        return free;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The run '{Run}' begins: people: {People}, infected: {Infected}, seed: {Seed}")]
    private partial void LogBegun(string run, int people, int infected, ulong seed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A run waits for the log: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The run '{Run}' was stopped by a fault: {Reason}")]
    private partial void LogFault(string run, string reason, Exception fault);
}
