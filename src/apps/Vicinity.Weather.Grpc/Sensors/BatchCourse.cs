using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>Readings on their way over a stream: which batches have no result yet. Thread-safe.</summary>
internal sealed class BatchCourse(IReadOnlyList<Reading> readings, GrpcSensorOptions options, SendProgress progress)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (int From, int Count)> _begun = [];
    private int _next;

    /// <summary>What became of the readings.</summary>
    public SendProgress Progress => progress;

    /// <summary>Whether a result is to come, of a batch that was begun or will be.</summary>
    public bool IsUnderWay
    {
        get
        {
            lock (_gate) return _begun.Count > 0 || HasNext;
        }
    }

    private bool HasNext => _next < readings.Count && !progress.IsStopped;

    /// <summary>The next batch; null when there is none.</summary>
    public V1.ReadingBatch? Begin(long sequence)
    {
        lock (_gate)
        {
            if (!HasNext) return null;
            int from = _next, count = LengthAt(from);
            _begun.Add(sequence, (from, count));
            _next += count;
            V1.ReadingBatch batch = ReadingMessages.Batch(readings, from, count);
            batch.Sequence = sequence;
            batch.LimitMs = options.DeadlineMs;
            return batch;
        }
    }

    /// <summary>Takes a result in.</summary>
    public void Take(V1.BatchResult result)
    {
        lock (_gate)
        {
            if (!_begun.Remove(result.Sequence, out (int From, int Count) part)) return;
            Take(result, part.From, part.Count);
        }
    }

    private void Take(V1.BatchResult result, int from, int count)
    {
        switch (result.OutcomeCase)
        {
            case V1.BatchResult.OutcomeOneofCase.Taken:
                Dictionary<int, string> refused = result.Taken.Refused.Count == 0 ? [] : result.Taken.Refused.DistinctBy(r => r.Index).ToDictionary(r => r.Index, r => r.Reason);
                for (int i = 0; i < count; i++) progress.Settle(from + i, refused.GetValueOrDefault(i));
                break;
            case V1.BatchResult.OutcomeOneofCase.Overloaded:
                progress.Wait(TimeSpan.FromMilliseconds(Math.Clamp(result.Overloaded.RetryAfterMs, 1, 60_000)));
                break;
            case V1.BatchResult.OutcomeOneofCase.Failed when result.Failed.Code == (int)StatusCode.InvalidArgument:
                for (int i = 0; i < count; i++) progress.Settle(from + i, result.Failed.Reason);
                break;
            default:
                progress.Break(result.Failed is { } failed ? $"{(StatusCode)failed.Code}: {failed.Reason}" : "the balancer answered without an outcome");
                break;
        }
    }

    // A batch is of one sensor and place.
    private int LengthAt(int from)
    {
        int count = 1;
        while (count < options.Batch && from + count < readings.Count && readings[from + count].Sensor == readings[from].Sensor && readings[from + count].Place == readings[from].Place) count++;
        return count;
    }
}
