using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The answer to a Produce request: complete when every partition's batch is acknowledged, refused, or out of time.</summary>
internal sealed class ProduceAnswer : Answer, ICommitObserver
{
    private ProduceResponse? _response;
    private (int Topic, int Partition)[] _places = [];
    private int _outstanding = 1;
    private ITimer? _timer;

    /// <summary>Whether the client wants no answer (acks 0).</summary>
    public bool IsSilent { get; set; }

    /// <summary>Takes the response as far as it is known; outstanding commits fill in the rest.</summary>
    public void Begin(ProduceResponse response, int commits)
    {
        _response = response;
        _places = commits == 0 ? [] : new (int, int)[commits];
        _outstanding = commits + 1;
    }

    /// <summary>Says which place of the response a commit belongs to.</summary>
    public void SetPlace(int index, int topic, int partition) => _places[index] = (topic, partition);

    /// <summary>All waits are registered; gives up waiting after the client's timeout.</summary>
    public void Registered(TimeProvider time, int timeoutMs)
    {
        CommitCounted();
        if (!IsComplete && timeoutMs is >= 0 and < int.MaxValue)
        {
            _timer = time.CreateTimer(static answer => ((ProduceAnswer)answer!).TimedOut(), this, TimeSpan.FromMilliseconds(timeoutMs), Timeout.InfiniteTimeSpan);
            if (IsComplete) _timer.Dispose();
        }
    }

    public void CommitEnded(int index, ErrorCode error)
    {
        if (error != ErrorCode.None) Refuse(index, error);
        CommitCounted();
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

    private void CommitCounted()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0) MarkComplete();
    }

    /// <summary>The batches may still be acknowledged; the client is told that nobody knows yet (REQUEST_TIMED_OUT).</summary>
    private void TimedOut()
    {
        if (IsComplete) return;
        for (int i = 0; i < _places.Length; i++) Refuse(i, ErrorCode.RequestTimedOut);
        MarkComplete();
    }

    private void Refuse(int index, ErrorCode error)
    {
        (int topic, int partition) = _places[index];
        var place = _response!.Responses[topic].PartitionResponses[partition];
        place.ErrorCode = error;
        place.BaseOffset = -1;
        place.LogAppendTimeMs = -1;
    }
}
