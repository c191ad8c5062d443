using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The answer to a Fetch: waits for enough records, and writes them from the files straight into the connection's output.</summary>
internal sealed class FetchAnswer : Answer, IHighWatermarkObserver
{
    private readonly Lock _gate = new();
    private FetchedPartitions? _partitions;
    private IReadOnlyList<FetchPlace> _places = [];
    private Action? _endWait;
    private int _sessionId;
    private ErrorCode _error;
    private bool _readUncommitted;
    private volatile bool _observing;
    private ITimer? _timer;

    public required NodeMetrics Metrics { get; init; }

    /// <summary>Tells where a client reaches a leader that is named; null where it is not known.</summary>
    public required Func<int, ConnectionInfo, (string Host, int Port)?> AddressOf { get; init; }

    /// <summary>What all waiting Fetches watch.</summary>
    public required FetchWaits Waits { get; init; }

    /// <summary>The connection that waits for it; set before <see cref="Start"/>.</summary>
    public ConnectionInfo Connection { get; set; } = null!;

    /// <summary>Answers with an error for the whole request.</summary>
    public void Refuse(ErrorCode error)
    {
        _error = error;
        MarkComplete();
    }

    /// <summary>Another node's request is given to its session, which completes this answer.</summary>
    /// <param name="endWait">Has the session answer with what there is.</param>
    public void GiveToSession(Action endWait) => _endWait = endWait;

    /// <summary>The session has something to say, or the wait is over.</summary>
    public void Complete(int sessionId, ErrorCode error, IReadOnlyList<FetchPlace> places)
    {
        _sessionId = sessionId;
        _error = error;
        _places = places;
        MarkComplete();
    }

    /// <summary>Answers at once, or begins to wait.</summary>
    public void Start(FetchedPartitions partitions, int maxWaitMs, bool readUncommitted, TimeProvider time)
    {
        _partitions = partitions;
        _places = partitions.All;
        _readUncommitted = readUncommitted;
        lock (_gate)
        {
            if (partitions.LookAtAll() || maxWaitMs <= 0 || partitions.All.Count == 0 || !Waits.TryEnter(partitions.All.Count))
            {
                MarkComplete();
                return;
            }

            // Observe first, look once more afterwards: a rise between the two is not missed.
            _observing = true;
            foreach (FetchedPartition partition in partitions.All) partition.Replica?.Observe(this);
            if (partitions.LookAtAll())
            {
                Finish();
                return;
            }

            _timer = time.CreateTimer(static answer => ((FetchAnswer)answer!).WaitIsOver(), this, TimeSpan.FromMilliseconds(maxWaitMs), Timeout.InfiniteTimeSpan);
        }
    }

    public void HighWatermarkMoved(Replica replica)
    {
        try
        {
            lock (_gate)
            {
                if (IsComplete || !_observing || !_partitions!.LookAt(replica)) return;
                // What each may take of the answer depends on those before it.
                if (_partitions.All.Count > 1) _partitions.LookAtAll();
                Finish();
            }
        }
#pragma warning disable CA1031 // the thread belongs to an append or a flush: a fault in answering a reader ends the reader's connection
        catch (Exception e)
#pragma warning restore CA1031
        {
            Connection.Fail(e);
        }
    }

    public override void Hurry()
    {
        // One that has not begun to wait yet is looked at again when the last request has been read.
        if (_endWait is not null) _endWait();
        else if (_observing) WaitIsOver();
    }

    public override void Abandon()
    {
        lock (_gate) StopWaiting();
    }

    public override async ValueTask WriteAsync(SendBuffer output, CancellationToken cancellation)
    {
        long recordBytes = 0;
        foreach (FetchPlace place in _places) recordBytes += place.RecordsLength;
        FetchResponseLayout layout = FetchResponseLayout.Build(Version, CorrelationId, _error, _sessionId, _readUncommitted, _places, Endpoints());
        int frame = output.BeginFrame();
        output.EndFrame(frame, layout.Length + recordBytes);
        await layout.WriteAsync(output, cancellation).ConfigureAwait(false);
        if (recordBytes > 0) Metrics.Fetched(recordBytes);
        _places = [];
        _partitions = null;
    }

    /// <summary>The addresses of the leaders that the answer names; most name none.</summary>
    private List<FetchResponseNodeEndpoint> Endpoints()
    {
        if (Version < FetchResponseLayout.EndpointsFrom) return [];
        List<FetchResponseNodeEndpoint>? endpoints = null;
        foreach (FetchPlace place in _places)
        {
            if (place.CurrentLeader is not (int leader, _) || endpoints?.Exists(e => e.NodeId == leader) == true) continue;
            if (AddressOf(leader, Connection) is (string host, int port)) (endpoints ??= []).Add(new() { NodeId = leader, Host = host, Port = port });
        }

        return endpoints ?? [];
    }

    private void WaitIsOver()
    {
        try
        {
            lock (_gate)
            {
                if (IsComplete) return;
                _partitions!.LookAtAll();
                Finish();
            }
        }
#pragma warning disable CA1031 // an exception in a timer would end the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            Connection.Fail(e);
        }
    }

    private void Finish()
    {
        StopWaiting();
        MarkComplete();
    }

    private void StopWaiting()
    {
        _timer?.Dispose();
        _timer = null;
        if (!_observing) return;
        _observing = false;
        Waits.Leave(_partitions!.All.Count);
        foreach (FetchedPartition partition in _partitions.All) partition.Replica?.StopObserving(this);
    }
}
