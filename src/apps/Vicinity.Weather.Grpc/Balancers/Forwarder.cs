using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>Takes calls to compute servers: to another one when a server is dead, slow or full, within the caller's deadline. A reading is named by its number, so it may reach two. Thread-safe.</summary>
internal sealed class Forwarder(BalancerOptions options, ServerTable servers, SensorRates rates, TimeProvider time)
{
    private int _outstanding;
    private long _calls, _moved, _overloaded, _failed;

    public int Outstanding => Volatile.Read(ref _outstanding);

    public long Calls => Interlocked.Read(ref _calls);

    public long Moved => Interlocked.Read(ref _moved);

    public long Overloaded => Interlocked.Read(ref _overloaded);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Takes a call to a server and brings its answer.</summary>
    /// <param name="sensor">Whose readings they are.</param>
    /// <param name="readings">How many.</param>
    /// <param name="deadline">When the caller gives up.</param>
    /// <param name="request">What goes there.</param>
    /// <param name="call">Makes the call.</param>
    /// <param name="cancel">The caller has gone.</param>
    /// <exception cref="RpcException">What became of it instead.</exception>
    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string sensor, int readings, DateTime deadline, TRequest request, Func<V1.ComputeServer.ComputeServerClient, TRequest, CallOptions, AsyncUnaryCall<TAnswer>> call, CancellationToken cancel)
    {
        Interlocked.Increment(ref _calls);
        if (ReadingBounds.SensorProblem(sensor) is { } wrong) throw Statuses.Refused(wrong);
        if (readings > options.MostReadingsOfBatch) throw Statuses.Refused($"the batch has {readings} readings and may have {options.MostReadingsOfBatch}: it is worked on as a whole");
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (rates.TryTake(sensor, readings, now.Ticks, out string reason) is { } wait) throw Overload(reason, wait);
        if (Interlocked.Increment(ref _outstanding) > options.MostOutstanding)
        {
            Interlocked.Decrement(ref _outstanding);
            throw Overload($"{options.MostOutstanding} calls are in hand, and no more may be: they would wait for longer than anybody does", servers.UntilRoom());
        }
        try
        {
            DateTime limit = now.AddMilliseconds(options.DeadlineMs);
            return await TryAllAsync(deadline < limit ? deadline : limit, request, call, cancel).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    private async Task<TAnswer> TryAllAsync<TRequest, TAnswer>(
        DateTime deadline, TRequest request, Func<V1.ComputeServer.ComputeServerClient, TRequest, CallOptions, AsyncUnaryCall<TAnswer>> call, CancellationToken cancel)
    {
        List<ServerLink> tried = [];
        string? unknown = null;
        TimeSpan? pushback = null;
        bool isFull = false;
        for (int attempt = 0; attempt < options.MostAttempts && servers.Enter(tried, out bool hasFull) is { } server; attempt++, isFull |= hasFull)
        {
            if (attempt > 0) Interlocked.Increment(ref _moved);
            tried.Add(server);
            long began = time.GetTimestamp();
            try
            {
                var limit = new CallOptions(deadline: AttemptLimit(deadline, tried), cancellationToken: cancel);
                using AsyncUnaryCall<TAnswer> made = call(server.Client, request, limit);
                TAnswer answer = await made.ResponseAsync.ConfigureAwait(false);
                server.Answered(time.GetElapsedTime(began));
                return answer;
            }
            catch (RpcException status) when (status.StatusCode is StatusCode.InvalidArgument or StatusCode.OutOfRange)
            {
                server.Answered(time.GetElapsedTime(began));
                throw new RpcException(status.Status);
            }
            catch (RpcException) when (cancel.IsCancellationRequested)
            {
                throw new RpcException(new Status(StatusCode.Cancelled, "the caller has gone"));
            }
            catch (RpcException status) when (Statuses.RetryAfter(status) is { } room)
            {
                pushback = pushback is { } least && least < room ? least : room;
                isFull = true;
            }
            catch (RpcException status)
            {
                server.Failed();
                unknown = $"the server {server.Address} answered {status.StatusCode}: {status.Status.Detail}";
                if (status.StatusCode == StatusCode.DeadlineExceeded || Statuses.IsBroken(status)) server.Avoid(TimeSpan.FromMilliseconds(options.AvoidMs));
            }
            finally
            {
                server.Leave();
            }
            if (time.GetUtcNow().UtcDateTime >= deadline) break;
        }
        throw Outcome(tried, unknown, isFull, pushback);
    }

    private RpcException Outcome(List<ServerLink> tried, string? unknown, bool isFull, TimeSpan? pushback)
    {
        if (unknown is not null)
        {
            Interlocked.Increment(ref _failed);
            return Statuses.Unavailable($"whether the reading is stored is not known, send it again: {unknown} (of {tried.Count} asked)");
        }
        if (!isFull) servers.Enter(tried, out isFull)?.Leave();
        if (isFull) return Overload("all compute servers have as many calls in hand as they may", pushback ?? servers.UntilRoom());
        Interlocked.Increment(ref _failed);
        return Statuses.Unavailable("nothing is stored: no compute server is registered and well");
    }

    // While another server is there, so much time is left that it can be asked as well.
    private DateTime AttemptLimit(DateTime deadline, List<ServerLink> tried)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (!servers.HasOther(tried)) return deadline;
        TimeSpan half = (deadline - now) / 2, most = TimeSpan.FromMilliseconds(options.AttemptMs);
        return now + (half < most ? half : most);
    }

    private RpcException Overload(string reason, TimeSpan wait)
    {
        Interlocked.Increment(ref _overloaded);
        return Statuses.Overloaded($"{reason}; come again after {Math.Ceiling(wait.TotalMilliseconds)} ms", wait);
    }
}
