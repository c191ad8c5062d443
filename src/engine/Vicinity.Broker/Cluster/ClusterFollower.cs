using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>
/// Follows this node's replica of the <c>__cluster</c> log: folds what is committed into the image and has the node brought in line with it, one
/// step after the other, in the order of the log. Thread-safe.
/// </summary>
internal sealed class ClusterFollower : IHighWatermarkObserver, IDisposable
{
    private readonly Replica _replica;
    private readonly KeyedLog _records;
    private readonly Action<ClusterChange> _apply;
    private readonly ILogger _log;
    private readonly Lock _stepping = new();
    private readonly Lock _waiting = new();
    private readonly List<(long Offset, TaskCompletionSource Reached)> _waits = [];
    private ClusterImage _image = ClusterImage.Empty;
    private long _applied;
    private int _due;
    private bool _ended;

    /// <param name="replica">This node's replica of the log.</param>
    /// <param name="records">The same as a log of records.</param>
    /// <param name="apply">Brings the node in line with a change. Called by one thread at a time, before the new image is shown.</param>
    /// <param name="log">Gets a line where a record cannot be applied.</param>
    public ClusterFollower(Replica replica, KeyedLog records, Action<ClusterChange> apply, ILogger log)
    {
        _replica = replica;
        _records = records;
        _apply = apply;
        _log = log;
    }

    /// <summary>The image up to <see cref="Applied"/>.</summary>
    public ClusterImage Image => Volatile.Read(ref _image);

    /// <summary>The offset below which this node has applied everything.</summary>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>Applies what is committed already and follows from then on.</summary>
    /// <exception cref="BrokerException">A record is damaged or of a later version.</exception>
    public void Open()
    {
        if (_replica.Failure is not null) return;
        lock (_stepping) Step();
        _replica.Observe(this);
        HighWatermarkMoved(_replica);
    }

    /// <summary>What the whole log says, also what is not known to be committed: good for addresses of nodes, and for opening replicas early.</summary>
    public ClusterImage ReadUncommitted()
    {
        if (_replica.Failure is not null) return ClusterImage.Empty;
        var builder = new ClusterImage.Builder(ClusterImage.Empty);
        _records.Read(0, _replica.Log.End.Offset, builder.Apply);
        return builder.Build();
    }

    /// <summary>Completes when everything below the offset is applied; cancelled when the follower ends first.</summary>
    public Task WaitAsync(long offset)
    {
        lock (_waiting)
        {
            if (_applied >= offset) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_ended) reached.TrySetCanceled();
            else _waits.Add((offset, reached));
            return reached.Task;
        }
    }

    /// <inheritdoc/>
    public void HighWatermarkMoved(Replica replica)
    {
        // A change may open or remove the logs of thousands of partitions.
        if (Interlocked.Exchange(ref _due, 1) == 0) _ = Crew.OnOwnThread(Run);
    }

    /// <summary>Stops following; waiting calls fail.</summary>
    public void Dispose()
    {
        _replica.StopObserving(this);
        List<(long Offset, TaskCompletionSource Reached)> waits;
        lock (_stepping)
        {
            lock (_waiting)
            {
                _ended = true;
                waits = [.. _waits];
                _waits.Clear();
            }
        }

        foreach ((long _, TaskCompletionSource reached) in waits) reached.TrySetCanceled();
    }

    private bool Run()
    {
        lock (_stepping)
        {
            Volatile.Write(ref _due, 0);
            if (_ended) return false;
            try
            {
                Step();
            }
#pragma warning disable CA1031 // a record that cannot be applied must not end the process: the node goes on with what it knew
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (!_replica.IsClosed) ClusterLogLines.ClusterRecordNotApplied(_log, e, _applied, e.Message);
            }

            return true;
        }
    }

    private void Step()
    {
        long end = _replica.HighWatermark;
        if (end <= _applied || _replica.Failure is not null || _replica.IsClosed) return;
        var builder = new ClusterImage.Builder(_image);
        long next = _records.Read(_applied, end, builder.Apply);
        var change = new ClusterChange(_image, builder.Build(), builder.ChangedTopics);
        _apply(change);
        Volatile.Write(ref _image, change.After);
        List<TaskCompletionSource>? reached = null;
        lock (_waiting)
        {
            Volatile.Write(ref _applied, next);
            for (int i = _waits.Count - 1; i >= 0; i--)
            {
                if (_waits[i].Offset > next) continue;
                (reached ??= []).Add(_waits[i].Reached);
                _waits.RemoveAt(i);
            }
        }

        if (reached is null) return;
        foreach (TaskCompletionSource wait in reached) wait.TrySetResult();
    }
}
