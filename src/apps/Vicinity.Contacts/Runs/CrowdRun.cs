namespace Vicinity.Contacts;

/// <summary>
/// A crowd that goes on in this process, tick by tick, and its reports to the log. While the log is away it waits, so no report is lost. The past of a branch is reported first,
/// as fast as the log takes it. Thread-safe, but for <see cref="GoOnAsync"/>, which is called once.
/// </summary>
/// <param name="run">The run; nothing of it has happened.</param>
/// <param name="form">How its reports are written.</param>
/// <param name="reports">Takes the reports.</param>
/// <param name="tell">Writes to the log how the run is now.</param>
/// <param name="time">The clock.</param>
internal sealed class CrowdRun(Run run, ReportForm form, ReportWriter reports, Func<Run, CancellationToken, Task> tell, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<(Addition Place, TaskCompletionSource<int> Came)> _coming = [];
    private Run _run = run;
    private bool _over;
    private int _tick, _people = run.Plan.People + run.Plan.Additions.Count;
    private long _posted;

    /// <summary>The run as it is now.</summary>
    public Run Run
    {
        get
        {
            lock (_gate) return _run;
        }
    }

    /// <summary>The tick that has been last.</summary>
    public int Tick => Volatile.Read(ref _tick);

    /// <summary>People, those who are to come among them.</summary>
    public int People => Volatile.Read(ref _people);

    /// <summary>Reports that were handed to the log.</summary>
    public long Posted => Interlocked.Read(ref _posted);

    /// <summary>Lets people come after the present tick.</summary>
    /// <returns>The tick after which they came. They are in the run's plan in the log by then.</returns>
    /// <exception cref="ArgumentException">A place is not on the field, or there would be too many.</exception>
    /// <exception cref="InvalidOperationException">The run is over.</exception>
    public Task<int> AddAsync(IReadOnlyList<Addition> places)
    {
        var came = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_over) throw new InvalidOperationException($"the run '{_run.Name}' is over");
            int known = _run.Plan.Additions.Count + _coming.Count;
            if (known + places.Count > Run.MostAdditions) throw new ArgumentException($"{places.Count} people are more than the {Run.MostAdditions - known} who can still come during this run");
            RunPlan then = _run.Plan with { Additions = [.. places.Select(p => p with { Tick = _tick })] };
            if (then.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems));
            foreach (Addition place in places) _coming.Add((place, came));
            _people += places.Count;
        }
        return places.Count == 0 ? Task.FromResult(Tick) : came.Task;
    }

    /// <summary>Lets it go on until its end, or until it is cancelled.</summary>
    /// <param name="past">Ticks that lie in the past; they are reported without a pause, with the times at which they would have been.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The run at its end.</returns>
    public async Task<Run> GoOnAsync(int past, CancellationToken cancel)
    {
        try
        {
            Run begun = Run;
            Crowd crowd = begun.Plan.Begin();
            var saying = new CrowdReporter(begun.Name, crowd, form, reports);
            long now = begun.Began;
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(begun.TickMs), time);
            while (true)
            {
                await ComeAsync(crowd, cancel).ConfigureAwait(false);
                HealthCounts counts = crowd.Step();
                Volatile.Write(ref _tick, crowd.Tick);
                // Each tick has a time of its own, also where it follows the one before at once.
                now = crowd.Tick <= past ? begun.Began + ((long)crowd.Tick * begun.TickMs) : Math.Max(now + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
                Interlocked.Add(ref _posted, await saying.PostAsync(now, cancel).ConfigureAwait(false));
                // Who comes after the tick is not in its reports, as in the run in which they came.
                Run.Plan.Follow(crowd);
                if (IsOver(counts)) return Run with { State = RunState.Ended };
                // Where the log held it up it goes on from there, and does not hurry after the clock.
                if (crowd.Tick >= past) await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Run with { State = RunState.Stopped };
        }
        finally
        {
            lock (_gate)
            {
                _over = true;
                foreach ((_, TaskCompletionSource<int> came) in _coming) came.TrySetException(new InvalidOperationException($"the run '{_run.Name}' is over"));
                _coming.Clear();
            }
        }
    }

    private bool IsOver(HealthCounts counts)
    {
        Run now = Run;
        if (now.Ticks > 0 && counts.Tick >= now.Ticks) return true;
        lock (_gate) return counts.All > 0 && counts.Dead == counts.All && _coming.Count == 0 && counts.All == now.Plan.People + now.Plan.Additions.Count;
    }

    private async Task ComeAsync(Crowd crowd, CancellationToken cancel)
    {
        (Addition Place, TaskCompletionSource<int> Came)[] coming;
        Run then;
        lock (_gate)
        {
            if (_coming.Count == 0) return;
            coming = [.. _coming.Select(c => (c.Place with { Tick = crowd.Tick }, c.Came))];
            _coming.Clear();
            int at = _run.Plan.Additions.TakeWhile(a => a.Tick <= crowd.Tick).Count();
            _run = then = _run with { Plan = _run.Plan with { Additions = [.. _run.Plan.Additions.Take(at), .. coming.Select(c => c.Place), .. _run.Plan.Additions.Skip(at)] } };
        }
        try
        {
            // In the plan first: whoever continues or branches the run finds them there.
            await tell(then, cancel).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            foreach ((_, TaskCompletionSource<int> came) in coming) came.TrySetException(fault);
            throw;
        }
        foreach ((Addition place, _) in coming) crowd.Add(place.Infected, place is { X: { } x, Y: { } y } ? new Place(x, y) : null);
        foreach ((_, TaskCompletionSource<int> came) in coming) came.TrySetResult(crowd.Tick);
    }
}
