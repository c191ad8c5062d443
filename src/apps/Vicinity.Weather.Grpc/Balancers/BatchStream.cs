using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>One sensor's stream: batches come in, a bounded number is in hand, results go out as they are ready.</summary>
internal sealed class BatchStream(BalancerOptions options, Forwarder forwarder, IServerStreamWriter<V1.BatchResult> results, ServerCallContext context, CancellationToken stopping)
{
    public async Task RunAsync(IAsyncStreamReader<V1.ReadingBatch> batches)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        using var room = new SemaphoreSlim(options.MostBatchesOfStream);
        using var writing = new SemaphoreSlim(1);
        try
        {
            while (await batches.MoveNext(ended.Token).ConfigureAwait(false))
            {
                // Without room nothing is read, so that what waits stays in the connection.
                await room.WaitAsync(ended.Token).ConfigureAwait(false);
                _ = HandleAsync(batches.Current, room, writing);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw Statuses.Unavailable("the balancer stops: what has no result is sent to another one");
        }
        finally
        {
            // Each batch in hand gives its room back, at the latest by its deadline or when the caller has gone.
            for (int i = 0; i < options.MostBatchesOfStream; i++) await room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task HandleAsync(V1.ReadingBatch batch, SemaphoreSlim room, SemaphoreSlim writing)
    {
        try
        {
            V1.BatchResult result = await OutcomeAsync(batch).ConfigureAwait(false);
            result.Sequence = batch.Sequence;
            await writing.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            try
            {
                await results.WriteAsync(result, context.CancellationToken).ConfigureAwait(false);
            }
            finally
            {
                writing.Release();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or InvalidOperationException or IOException or RpcException)
        {
            // The sensor has gone; it sends again what it got no result for.
        }
        finally
        {
            room.Release();
        }
    }

    private async Task<V1.BatchResult> OutcomeAsync(V1.ReadingBatch batch)
    {
        int limit = batch.LimitMs is > 0 and int given && given < options.DeadlineMs ? given : options.DeadlineMs;
        try
        {
            V1.BatchTaken taken = await forwarder.CallAsync(
                batch.Id, batch.Measurements.Count, DateTime.UtcNow.AddMilliseconds(limit), batch, static (server, data, call) => server.process_readingsAsync(data, call), context.CancellationToken).ConfigureAwait(false);
            return new V1.BatchResult { Taken = taken };
        }
        catch (RpcException status) when (Statuses.RetryAfter(status) is { } wait)
        {
            return new V1.BatchResult { Overloaded = new V1.BatchOverloaded { RetryAfterMs = (long)Math.Ceiling(wait.TotalMilliseconds), Reason = status.Status.Detail } };
        }
        catch (RpcException status)
        {
            return new V1.BatchResult { Failed = new V1.BatchFailed { Code = (int)status.StatusCode, Reason = status.Status.Detail } };
        }
    }
}
