using System.Collections.Concurrent;

namespace Vicinity.Broker;

/// <summary>A replica that is to be opened. Several are opened at a time: each waits for the disk twice, and one sync of the vote journal serves all that wait.</summary>
internal sealed record PendingOpen(Action Open)
{
    private const int AtATime = 8;

    /// <summary>Opens all; returns when they are open.</summary>
    public static void RunAll(IReadOnlyCollection<PendingOpen> work)
    {
        if (work.Count <= 1)
        {
            foreach (PendingOpen one in work) one.Open();
            return;
        }

        var left = new ConcurrentQueue<PendingOpen>(work);
        void Work()
        {
            while (left.TryDequeue(out PendingOpen? next)) next.Open();
        }

        Task.WaitAll([.. Enumerable.Range(0, Math.Min(AtATime, work.Count)).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }
}
