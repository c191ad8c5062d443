using System.Security.Cryptography;
using System.Text.Json;

namespace Vicinity.Contacts;

/// <summary>
/// Compares runs with and without privacy (<see cref="PrivacyPrice"/>), apart from who asks: one after the other on a thread of its own, each once. Who asks for the same thing waits for the same
/// work, and the last answers are kept. Thread-safe.
/// </summary>
public sealed class PrivacyComparisons : IDisposable
{
    /// <summary>Most comparisons that wait for their turn or are at work.</summary>
    public const int MostAtOnce = 4;

    /// <summary>Answers that are kept.</summary>
    public const int MostKept = 64;

    private static readonly JsonSerializerOptions s_json = new() { IncludeFields = true };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Task<IReadOnlyList<PrivacyMode>> Work)>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Task<IReadOnlyList<PrivacyMode>> Work)> _byUse = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<RunPlan, int, int, CancellationToken, IReadOnlyList<PrivacyMode>> _compare;
    private readonly SemaphoreSlim _turn = new(1);
    private int _atOnce;

    /// <summary>Compares by <see cref="PrivacyPrice.Of"/>.</summary>
    public PrivacyComparisons()
        : this(PrivacyPrice.Of)
    {
    }

    internal PrivacyComparisons(Func<RunPlan, int, int, CancellationToken, IReadOnlyList<PrivacyMode>> compare) => _compare = compare;

    /// <summary>Compares a run.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="ticks">Ticks after which it ends.</param>
    /// <param name="runs">How many seeds, the plan's and those after it.</param>
    /// <param name="cancel">Gives up waiting; the work goes on for others.</param>
    /// <returns>None, central, private; sums of all runs.</returns>
    /// <exception cref="ArgumentException">The plan or the ticks are out of their bounds; the message says how.</exception>
    /// <exception cref="ComparisonLimitException">There are <see cref="MostAtOnce"/> already.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or this is closed.</exception>
    public Task<IReadOnlyList<PrivacyMode>> CompareAsync(RunPlan plan, int ticks, int runs, CancellationToken cancel)
    {
        if (PrivacyPrice.Problems(plan, ticks, runs) is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems));
        string key = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((Plan: plan, Ticks: ticks, Runs: runs), s_json)));
        return WorkFor(key, plan, ticks, runs).WaitAsync(cancel);
    }

    /// <summary>Ends what is at work. Its token is not disposed of: work that goes on reads it until it notices.</summary>
    public void Dispose() => _closing.Cancel();

    private Task<IReadOnlyList<PrivacyMode>> WorkFor(string key, RunPlan plan, int ticks, int runs)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(key, out LinkedListNode<(string Key, Task<IReadOnlyList<PrivacyMode>> Work)>? node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Work;
            }
            if (_atOnce == MostAtOnce) throw new ComparisonLimitException($"{MostAtOnce} comparisons are at work or wait, which is the most: ask again in a few seconds");
            _atOnce++;
            Task<IReadOnlyList<PrivacyMode>> work = Task.Factory.StartNew(
                () =>
                {
                    _turn.Wait(_closing.Token);
                    try
                    {
                        return _compare(plan, ticks, runs, _closing.Token);
                    }
                    finally
                    {
                        _turn.Release();
                    }
                },
                _closing.Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            _known[key] = _byUse.AddFirst((key, work));
            _ = work.ContinueWith(done => Ended(key, done.IsCompletedSuccessfully), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return work;
        }
    }

    private void Ended(string key, bool keep)
    {
        lock (_gate)
        {
            _atOnce--;
            if (!keep && _known.Remove(key, out LinkedListNode<(string Key, Task<IReadOnlyList<PrivacyMode>> Work)>? failed)) _byUse.Remove(failed);
            // Those at work are never the least used ones for long: there are fewer of them than are kept.
            while (_byUse.Count > MostKept)
            {
                _known.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
        }
    }
}
