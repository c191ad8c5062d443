using System.Diagnostics;

namespace Vicinity.Simulation;

/// <summary>Runs many seeds on several threads and sums up what they did. Not thread-safe; the runs themselves share nothing.</summary>
internal sealed class SeedSweep
{
    private readonly SimulationSettings _settings;
    private readonly Lock _lock = new();
    private readonly List<SimulationResult> _violations = [];
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];

    /// <param name="settings">What all runs have in common.</param>
    public SeedSweep(SimulationSettings settings) => _settings = settings;

    /// <summary>Runs that broke a promise, by seed.</summary>
    public IReadOnlyList<SimulationResult> Violations => _violations;

    /// <summary>Seeds run so far.</summary>
    public long Seeds { get; private set; }

    public long Steps { get; private set; }

    public long VirtualMs { get; private set; }

    /// <summary>The longest time that a cluster took to serve again, in virtual milliseconds.</summary>
    public long SlowestRecoveryMs { get; private set; }

    public SimulationStatistics Statistics { get; } = new();

    /// <summary>How often each <see cref="FaultKind"/> was injected.</summary>
    public IReadOnlyList<long> Faults => _faults;

    /// <summary>Runs seeds from a first one on until a count, a time or a number of violations is reached.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="limit">Real time after which no further seed begins; null: none.</param>
    /// <param name="threads">How many run at once.</param>
    /// <param name="violations">After so many violations no further seed begins.</param>
    /// <param name="progress">Called after each seed, under a lock.</param>
    public void Run(ulong first, long count, TimeSpan? limit, int threads, int violations = int.MaxValue, Action<SeedSweep>? progress = null)
    {
        long next = 0;
        bool enough = false;
        long began = Stopwatch.GetTimestamp();
        void Work()
        {
            while (!Volatile.Read(ref enough))
            {
                long index = Interlocked.Increment(ref next) - 1;
                if (index >= count || (limit is { } most && Stopwatch.GetElapsedTime(began) > most)) return;
                SimulationResult result = new Simulation(_settings with { Seed = first + (ulong)index }).Run();
                lock (_lock)
                {
                    Add(result);
                    if (_violations.Count >= violations) enough = true;
                    progress?.Invoke(this);
                }
            }
        }

        var workers = new Thread[Math.Max(0, threads - 1)];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work);
            workers[i].Start();
        }
        Work();
        foreach (Thread worker in workers) worker.Join();
        _violations.Sort((a, b) => a.Settings.Seed.CompareTo(b.Settings.Seed));
    }

    private void Add(SimulationResult result)
    {
        Seeds++;
        Steps += result.Steps;
        VirtualMs += result.VirtualMs;
        SlowestRecoveryMs = Math.Max(SlowestRecoveryMs, result.RecoveredAfterMs);
        Statistics.Add(result.Statistics);
        for (int kind = 0; kind < result.Faults.Count; kind++) _faults[kind] += result.Faults[kind];
        if (result.Violation is not null) _violations.Add(result);
    }
}
