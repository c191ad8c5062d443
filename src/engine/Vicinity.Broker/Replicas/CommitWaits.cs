using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// The high watermark of one replica, as it is shown, and the requests that wait for it to rise: writers for their records, readers for more. Thread-safe; calls no one back
/// under its lock.
/// </summary>
internal sealed class CommitWaits
{
    private readonly Lock _gate = new();
    private readonly Queue<CommitWait> _waits = new();
    private readonly HashSet<IHighWatermarkObserver> _observers = [];
    private long _highWatermark;
    private int _term;

    /// <summary>Offset below which everything is acknowledged and readable.</summary>
    public long HighWatermark => Volatile.Read(ref _highWatermark);

    /// <summary>Changes whenever the replica can no longer promise what it appended before.</summary>
    public int Term => Volatile.Read(ref _term);

    /// <summary>How many readers wait.</summary>
    public int Observers
    {
        get
        {
            lock (_gate) return _observers.Count;
        }
    }

    /// <summary>
    /// Calls the writer back when what was appended is acknowledged, at once when it is already; with <see cref="AppendOutcome.Undecided"/> when
    /// the replica can no longer tell.
    /// </summary>
    public void Wait(in AppendOutcome appended, ICommitObserver observer, int index)
    {
        ErrorCode error;
        lock (_gate)
        {
            // Since the term of the append the replica has led without a break: what stands at the offset is what was appended.
            error = appended.Term != _term ? AppendOutcome.Undecided : ErrorCode.None;
            if (error == ErrorCode.None && _highWatermark < appended.EndOffset)
            {
                _waits.Enqueue(new CommitWait(appended.EndOffset, observer, index));
                return;
            }
        }

        observer.CommitEnded(index, error);
    }

    /// <summary>Tells the observer of each rise, until <see cref="StopObserving"/>.</summary>
    public void Observe(IHighWatermarkObserver observer)
    {
        lock (_gate) _observers.Add(observer);
    }

    /// <summary>Ends <see cref="Observe"/>.</summary>
    public void StopObserving(IHighWatermarkObserver observer)
    {
        lock (_gate) _observers.Remove(observer);
    }

    /// <summary>Shows a higher high watermark, and completes the requests that waited for it. Not to be called under a lock.</summary>
    /// <returns>Whether it was higher.</returns>
    public bool RiseTo(long offset, Replica replica)
    {
        if (offset <= HighWatermark) return false;
        IHighWatermarkObserver[]? observers = null;
        List<CommitWait>? reached = null;
        CommitWait single = default;
        lock (_gate)
        {
            if (offset <= _highWatermark) return false;
            Volatile.Write(ref _highWatermark, offset);
            while (_waits.TryPeek(out CommitWait wait) && wait.EndOffset <= offset)
            {
                _waits.Dequeue();
                if (single.Observer is null) single = wait;
                else (reached ??= []).Add(wait);
            }

            if (_observers.Count > 0) observers = [.. _observers];
        }

        single.Observer?.CommitEnded(single.Index, ErrorCode.None);
        if (reached is not null)
        {
            foreach (CommitWait wait in reached) wait.Observer.CommitEnded(wait.Index, ErrorCode.None);
        }

        if (observers is not null)
        {
            foreach (IHighWatermarkObserver observer in observers) observer.HighWatermarkMoved(replica);
        }

        return true;
    }

    /// <summary>Tells all readers that something about the replica changed. Not to be called under a lock.</summary>
    public void TellObservers(Replica replica)
    {
        IHighWatermarkObserver[] observers;
        lock (_gate) observers = [.. _observers];
        foreach (IHighWatermarkObserver observer in observers) observer.HighWatermarkMoved(replica);
    }

    /// <summary>
    /// The replica leads no longer: requests that wait for what it appended are answered before its log can be cut, so that no other record at the same offset is taken for
    /// theirs.
    /// </summary>
    /// <returns>Those to be answered so, outside the replica's lock.</returns>
    public IReadOnlyList<CommitWait> Abandon()
    {
        lock (_gate)
        {
            Volatile.Write(ref _term, _term + 1);
            if (_waits.Count == 0) return [];
            CommitWait[] abandoned = [.. _waits];
            _waits.Clear();
            return abandoned;
        }
    }

    /// <summary>The log was opened again, and may end before what was shown: without flushes before acknowledgements the newest may be gone, as after a crash.</summary>
    public void LowerTo(long end)
    {
        lock (_gate) Volatile.Write(ref _highWatermark, Math.Min(_highWatermark, end));
    }

    /// <summary>Where a log that was just opened begins to be readable.</summary>
    public void StartAt(long offset) => Volatile.Write(ref _highWatermark, offset);
}
