using System.Runtime.ExceptionServices;

namespace Vicinity.Broker;

/// <summary>
/// Works through a list with several threads, for work that waits for the disk: when a node dies, thousands of replicas vote at once, and
/// one sync of the journal serves all that wait for it together.
/// </summary>
internal static class Crew
{
    private const int Most = 48;
    private const int AloneBelow = 8;

    /// <summary>Does the work for each item, on this thread and, for long lists, some more; all is done when it returns. A failure ends the work and is thrown.</summary>
    public static void ForAll<T>(IReadOnlyList<T> items, Action<T> work)
    {
        int hands = Math.Min(Most, items.Count / (AloneBelow / 2));
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void Run()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < items.Count && failure is null; i = Interlocked.Increment(ref next)) work(items[i]);
            }
#pragma warning disable CA1031 // handed to the caller; on a thread of its own it would end the process
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }

        var others = new List<Thread>();
        for (int i = 1; i < hands; i++)
        {
            var thread = new Thread(Run, 512 * 1024) { IsBackground = true, Name = "crew" };
            thread.Start();
            others.Add(thread);
        }

        Run();
        foreach (Thread thread in others) thread.Join();
        failure?.Throw();
    }

    /// <summary>
    /// As <see cref="ForAll{T,TResult}"/>, but never on the caller's thread: one that reads from sockets would hold up all heartbeats on them while the disk takes
    /// its time. Short lists go to the pool, for a thread of its own costs more than they do.
    /// </summary>
    public static ValueTask<TResult[]> ForAllAsync<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> work) =>
        items.Count switch
        {
            0 => new([]),
            < AloneBelow => new(Task.Run(() => ForAll(items, work))),
            _ => new(OnOwnThread(() => ForAll(items, work))),
        };

    /// <summary>Does work that waits for the disk on a thread of its own: the few of the pool are for what does not wait, above all heartbeats.</summary>
    public static Task<T> OnOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>As <see cref="ForAll{T}"/>, with what the work makes of each item, in the order of the items.</summary>
    public static TResult[] ForAll<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> work)
    {
        var results = new TResult[items.Count];
        ForAll<int>([.. Enumerable.Range(0, items.Count)], i => { results[i] = work(items[i]); });
        return results;
    }
}
