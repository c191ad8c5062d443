using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>A stream of batches to one balancer. One caller at a time.</summary>
internal sealed class ReadingStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly AsyncDuplexStreamingCall<V1.ReadingBatch, V1.BatchResult> _call;
    private long _sequence;

    public ReadingStream(int balancer, V1.Balancer.BalancerClient client)
    {
        Balancer = balancer;
        _call = client.stream_readings(cancellationToken: _ended.Token);
    }

    /// <summary>Which one of the balancers.</summary>
    public int Balancer { get; }

    /// <summary>Sends readings in batches, and waits for the result of each.</summary>
    /// <returns>Whether the stream can be used again.</returns>
    public async Task<bool> SendAsync(IReadOnlyList<Reading> readings, GrpcSensorOptions options, SendProgress progress, CancellationToken cancel)
    {
        var course = new BatchCourse(readings, options, progress);
        // The balancer gives up first, and says what became of it; this is for a balancer that does not answer at all.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using CancellationTokenRegistration ends = limit.Token.Register(_ended.Cancel);
        limit.CancelAfter(options.DeadlineMs + 1_000);
        using var room = new SemaphoreSlim(options.InFlight);
        // Results are read while batches are written: if each side only wrote, both would wait for ever once the connection is full.
        Task writing = WriteAsync(course, room, limit.Token);
        bool isWhole = await ReadAsync(course, room, limit, options.DeadlineMs + 1_000).ConfigureAwait(false);
        if (!isWhole) await limit.CancelAsync().ConfigureAwait(false);
        room.Release();
        await writing.ConfigureAwait(false);
        return isWhole && !_ended.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        _call.Dispose();
        _ended.Dispose();
    }

    private async Task WriteAsync(BatchCourse course, SemaphoreSlim room, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await room.WaitAsync(cancel).ConfigureAwait(false);
                if (course.Begin(++_sequence) is not { } batch) return;
                await _call.RequestStream.WriteAsync(batch, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // Reading finds out what happened to the stream.
        }
    }

    private async Task<bool> ReadAsync(BatchCourse course, SemaphoreSlim room, CancellationTokenSource limit, int limitMs)
    {
        try
        {
            while (course.IsUnderWay)
            {
                if (!await _call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
                {
                    course.Progress.Break("the stream ended");
                    return false;
                }
                limit.CancelAfter(limitMs);
                course.Take(_call.ResponseStream.Current);
                room.Release();
            }
            return true;
        }
        catch (Exception gone) when (gone is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            if (gone is RpcException status && Statuses.RetryAfter(status) is { } wait) course.Progress.Wait(wait);
            else course.Progress.Break(gone is RpcException broken ? $"{broken.StatusCode}: {broken.Status.Detail}" : gone.Message);
            return false;
        }
    }
}
