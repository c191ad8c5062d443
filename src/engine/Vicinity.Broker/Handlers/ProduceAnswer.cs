using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The answer to a Produce request: complete when every partition's batch is acknowledged, refused, or out of time.</summary>
internal sealed class ProduceAnswer : Answer, ICommitObserver
{
    private readonly Lock _gate = new();
    private ProduceResponse? _response;
    private Place[] _places = [];
    private int _outstanding = 1;
    private bool _closed;
    private ITimer? _timer;

    /// <summary>Whether the client wants no answer (acks 0).</summary>
    public bool IsSilent { get; set; }

    /// <summary>Takes the response as far as it is known; outstanding commits fill in the rest.</summary>
    public void Begin(ProduceResponse response, int commits)
    {
        _response = response;
        _places = commits == 0 ? [] : new Place[commits];
        _outstanding = commits + 1;
    }

    /// <summary>Says which place of the response a commit belongs to.</summary>
    public void SetPlace(int index, int topic, int partition) => _places[index] = new Place(topic, partition);

    /// <summary>All waits are registered; gives up waiting after the client's timeout.</summary>
    public void Registered(TimeProvider time, int timeoutMs)
    {
        CommitEnded();
        if (!IsComplete && timeoutMs is >= 0 and < int.MaxValue)
        {
            _timer = time.CreateTimer(static answer => ((ProduceAnswer)answer!).TimedOut(), this, TimeSpan.FromMilliseconds(timeoutMs), Timeout.InfiniteTimeSpan);
            if (IsComplete) _timer.Dispose();
        }
    }

    public void CommitEnded(int index, ErrorCode error)
    {
        lock (_gate)
        {
            if (_closed) return;
            _places[index].IsEnded = true;
            if (error != ErrorCode.None) Refuse(_places[index], error, "it was appended, and this node cannot tell whether it stays: it leads the partition no longer, or its disk failed");
        }

        CommitEnded();
    }

    public override ValueTask WriteAsync(SendBuffer output, CancellationToken cancellation)
    {
        _timer?.Dispose();
        if (IsSilent) return ValueTask.CompletedTask;
        int frame = output.BeginFrame();
        var writer = new ProtocolWriter(output);
        new ResponseHeader(CorrelationId).Write(ref writer, ApiKey.Produce, Version);
        _response!.Write(ref writer, Version);
        writer.Flush();
        output.EndFrame(frame);
        return ValueTask.CompletedTask;
    }

    public override void Abandon() => _timer?.Dispose();

    private void CommitEnded()
    {
        lock (_gate)
        {
            if (_closed || --_outstanding > 0) return;
            _closed = true;
        }

        MarkComplete();
    }

    /// <summary>What is not acknowledged by now may still be: the node answers that the outcome is unknown (REQUEST_TIMED_OUT).</summary>
    private void TimedOut()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            foreach (Place place in _places)
            {
                if (!place.IsEnded) Refuse(place, ErrorCode.RequestTimedOut, "it was appended, and too few replicas have it so far");
            }
        }

        MarkComplete();
    }

    private void Refuse(Place at, ErrorCode error, string reason)
    {
        var place = _response!.Responses[at.Topic].PartitionResponses[at.Partition];
        place.ErrorCode = error;
        place.ErrorMessage = reason;
        place.BaseOffset = -1;
        place.LogAppendTimeMs = -1;
    }

    /// <summary>Where in the response a batch has its answer, and whether its wait is over.</summary>
    private record struct Place(int Topic, int Partition)
    {
        public bool IsEnded { get; set; }
    }
}
