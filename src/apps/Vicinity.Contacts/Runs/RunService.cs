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
    // Of runs whose names are made here, how often another one is made when somebody was first.
    private const int MostNames = 5;

    // Runs whose records of others are outranked, and that have been told once more for it.
    private const int MostRepeated = 10_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private sealed record Going(CrowdRun Crowd, CancellationTokenSource Stop, TaskCompletionSource<Run> Over, RunWatch Watch);

    private readonly ILogger _log = log;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Going> _going = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _measuring = new(1);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private long _reported;

    /// <inheritdoc/>
    public SourceStatus Status => new($"crowds ({_going.Count})", "crowd", Interlocked.Read(ref _reported) + _going.Values.Sum(g => g.Crowd.Posted), 0, Running: !_going.IsEmpty, null);

    /// <summary>Begins a run.</summary>
    /// <param name="run">What is wanted; an empty name is replaced by one of the present time.</param>
    /// <param name="past">Ticks that lie in the past.</param>
    /// <param name="cancel">Gives up waiting for the log.</param>
    /// <returns>The run; the log has it.</returns>
    /// <exception cref="ArgumentException">A value is out of its bounds, or the name is taken; the message says which.</exception>
    /// <exception cref="InvalidOperationException">Another process was first with the name, or the run was stopped or deleted before it began.</exception>
    /// <exception cref="RunLimitException">It would be one too many, or too much.</exception>
    /// <exception cref="UnconfirmedException">The log has not confirmed it.</exception>
    public async Task<Run> BeginAsync(Run run, int past, CancellationToken cancel)
    {
        if (run.Name.Length > 0) return await TryBeginAsync(run, past, IsTaken, cancel).ConfigureAwait(false) ?? throw new InvalidOperationException($"another process has begun a run '{run.Name}' first: choose another name");
        for (int i = 0; i < MostNames; i++)
        {
            if (await TryBeginAsync(run with { Name = FreeName("run") }, past, _ => false, cancel).ConfigureAwait(false) is { } begun) return begun;
        }
        throw new InvalidOperationException("other processes have begun runs with the names that were made for this one: give it a name");
    }

    /// <summary>Begins a run; null where another process was first with its name.</summary>
    private async Task<Run?> TryBeginAsync(Run run, int past, Func<string, bool> isTaken, CancellationToken cancel)
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        Going going;
        lock (_gate)
        {
            run = run with { Id = Guid.NewGuid(), Kind = RunKind.Crowd, State = RunState.Running, Began = now - ((long)past * run.TickMs), Changed = now };
            IReadOnlyList<string> problems = run.Problems();
            if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
            if (isTaken(run.Name)) throw new ArgumentException($"the name '{run.Name}' is taken");
            if (_going.ContainsKey(run.Name)) return null;
            if (_going.Count >= options.MostRuns) throw new RunLimitException($"{_going.Count} runs go on, which is the most (MostRuns): stop one first");
            CheckPeople(run.Plan.People + run.Plan.Additions.Count);
            double contacts = run.Plan.ContactsATick();
            if (contacts > options.MostOpenContacts) throw new RunLimitException(string.Create(CultureInfo.InvariantCulture, $"the people would have about {contacts:0} contacts at once, more than {options.MostOpenContacts} (MostOpenContacts): begin with fewer people, a larger field or a smaller radius"));
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            going = new Going(new CrowdRun(run, options.FormOf(run.Plan), reports, TellUntilStoredAsync, Time), stop, new(TaskCreationOptions.RunContinuationsAsynchronously), new RunWatch(runs, run, () => Cancel(stop)));
            _going[run.Name] = going;
        }
        bool goesOn = false;
        try
        {
            if (!await IsMineAsync(going, run, cancel).ConfigureAwait(false)) return null;
            if (going.Stop.IsCancellationRequested)
            {
                if (!going.Watch.IsDeleted) await TellAsync(run with { State = RunState.Stopped }, cancel).ConfigureAwait(false);
                throw new InvalidOperationException($"the run '{run.Name}' was {(going.Watch.IsDeleted ? "deleted" : "stopped")} before it began");
            }
            goesOn = true;
        }
        finally
        {
            if (!goesOn) End(going, run with { State = RunState.Stopped });
        }
        LogBegun(run.Name, run.Plan.People, run.Plan.Infected, run.Plan.Seed);
        _ = GoOnAsync(going, past);
        return run;
    }

    /// <summary>
    /// Begins a run that is another one up to a tick, and has other parameters from then on. Its past is reported as well, so it is bounded (<see cref="BranchPast"/>).
    /// </summary>
    /// <param name="name">The other run.</param>
    /// <param name="tick">The last tick that both have in common.</param>
    /// <param name="parameters">Parameters after it; null for those of the other run.</param>
    /// <param name="newName">Name of the branch; empty for one made of the other's.</param>
    /// <param name="cancel">Gives up waiting for the log.</param>
    /// <exception cref="KeyNotFoundException">There is no such run, or no plan decides it.</exception>
    /// <inheritdoc cref="BeginAsync" path="/exception"/>
    public async Task<Run> BranchAsync(string name, int tick, SimulationParameters? parameters, string newName, CancellationToken cancel)
    {
        Run other = _going.TryGetValue(name, out Going? going) ? going.Crowd.Run : Known(name);
        if (other.Kind != RunKind.Crowd) throw new KeyNotFoundException($"the people of '{name}' were not simulated, so nobody can tell how they would go on");
        int last = going?.Crowd.Tick ?? (simulations.TryGet(name, out SimulationView? view) ? view.Counts.Tick : other.Ticks > 0 ? other.Ticks : SimulationParameters.MaxTicks);
        if (tick < 0 || tick > last) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"tick is {tick} and must be between 0 and {last}: the branch begins where the run has been"));
        BranchPast.Check(other, tick, (long)TimeSpan.FromDays(options.RetentionDays).TotalMilliseconds);
        if (newName.Length == 0)
        {
            lock (_gate) newName = FreeName(string.Create(CultureInfo.InvariantCulture, $"{(name.Length > 36 ? name[..36] : name)} from {tick}"), stamp: false);
        }
        Run branch = other with { Name = newName, Plan = other.Plan.Branch(tick, parameters), BranchOf = new BranchPoint(name, tick) };
        IReadOnlyList<string> problems = branch.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
        // One at a time: it keeps a processor busy for seconds.
        await _measuring.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await Task.Run(() => BranchPast.Measure(branch, options.FormOf(branch.Plan), tick, cancel), cancel).ConfigureAwait(false);
        }
        finally
        {
            _measuring.Release();
        }
        return await BeginAsync(branch, tick, cancel).ConfigureAwait(false);
    }

    /// <summary>Lets people come to a run that goes on.</summary>
    /// <returns>The tick after which they came.</returns>
    /// <exception cref="KeyNotFoundException">No such run goes on in this process.</exception>
    /// <exception cref="ArgumentException">A place is not on the field, or there would be too many.</exception>
    /// <exception cref="InvalidOperationException">The run is over.</exception>
    /// <exception cref="RunLimitException">The runs would have too many people together.</exception>
    /// <exception cref="TimeoutException">The log has not confirmed it in time; they come when it does.</exception>
    public Task<int> AddAsync(string name, IReadOnlyList<Addition> places, CancellationToken cancel)
    {
        Task<int> came;
        lock (_gate)
        {
            Going going = GoingOn(name);
            CheckPeople(places.Count);
            came = going.Crowd.AddAsync(places);
        }
        return came.WaitAsync(s_patience, Time, cancel);
    }

    /// <summary>Stops a run that goes on in this process.</summary>
    /// <exception cref="KeyNotFoundException">No such run goes on in this process.</exception>
    /// <exception cref="TimeoutException">The log has not confirmed it in time; the run has stopped.</exception>
    public async Task StopAsync(string name, CancellationToken cancel)
    {
        Going going = GoingOn(name);
        Cancel(going.Stop);
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
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        runs.Told += Repeat;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        runs.Told -= Repeat;
        await _closing.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_going.Values.Select(Task (g) => g.Over.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _closing.Dispose();
        _measuring.Dispose();
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
            catch (Exception e) when (e is UnconfirmedException or RunLimitException or InvalidOperationException)
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
            // Of a deleted run the deletion is the last word.
            if (!going.Watch.IsDeleted) await TellUntilStoredAsync(over, _closing.Token).ConfigureAwait(false);
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
        going.Watch.Dispose();
        going.Stop.Dispose();
        going.Over.TrySetResult(over);
    }

    /// <summary>Tells the log that a run begins, and waits until it is known whether its name was free.</summary>
    private async Task<bool> IsMineAsync(Going going, Run run, CancellationToken cancel)
    {
        await WriteAsync(run, cancel).ConfigureAwait(false);
        try
        {
            return await going.Watch.IsMine.WaitAsync(s_patience, Time, cancel).ConfigureAwait(false) || going.Watch.IsDeleted;
        }
        catch (TimeoutException away)
        {
            throw new UnconfirmedException($"the log has the run '{run.Name}', and could not be read to see whether the name was free", away);
        }
    }

    private async Task WriteAsync(Run run, CancellationToken cancel)
    {
        try
        {
            await writer.WriteAsync(run, cancel).ConfigureAwait(false);
        }
        catch (ClientException away)
        {
            throw new UnconfirmedException(away.Message, away);
        }
    }

    private async Task TellAsync(Run run, CancellationToken cancel)
    {
        await WriteAsync(run, cancel).ConfigureAwait(false);
        if (runs.Take(run)) simulations.Take(run);
    }

    // The log keeps the last record of a name. Where that does not count, what counts is told once more, so that it is the one that is kept.
    private void Repeat(Run told, Run? known)
    {
        if (known is null || !RunList.IsOutranked(told, known)) return;
        lock (_gate)
        {
            if (_repeated.Count >= MostRepeated || !_repeated.Add(told.Name)) return;
        }
        _ = RepeatAsync(known);
    }

    private async Task RepeatAsync(Run run)
    {
        try
        {
            await WriteAsync(run, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception away) when (away is UnconfirmedException or OperationCanceledException or ObjectDisposedException)
        {
            LogWaiting(away.Message);
        }
    }

    private void CheckPeople(int more)
    {
        long people = _going.Values.Sum(g => (long)g.Crowd.People) + more;
        if (people > options.MostPeople) throw new RunLimitException($"the runs would have {people} people together, more than {options.MostPeople} (MostPeople): stop one first, or begin with fewer people");
    }

    private static void Cancel(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has come to its end meanwhile.
        }
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
