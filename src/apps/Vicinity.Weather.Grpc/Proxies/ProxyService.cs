using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>The calls of terminals.</summary>
internal sealed class ProxyService(GrpcProxyOptions options, TerminalTable terminals, WindowCourse course, CancellationToken stopping) : V1.Proxy.ProxyBase
{
    public override Task<V1.TerminalLease> register_terminal(V1.TerminalRegistration request, ServerCallContext context)
    {
        terminals.Register(request);
        return Task.FromResult(new V1.TerminalLease { HeartbeatMs = options.HeartbeatMs });
    }

    public override Task<V1.TerminalUnregistered> unregister_terminal(V1.TerminalRegistration request, ServerCallContext context)
    {
        terminals.Unregister(request);
        return Task.FromResult(new V1.TerminalUnregistered());
    }

    public override async Task follow_windows(V1.FollowWindows request, IServerStreamWriter<V1.WindowBatch> responseStream, ServerCallContext context)
    {
        terminals.EnterStream(request);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            // So that the terminal knows at once that it is heard.
            await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
            await foreach (V1.WindowBatch batch in course.FromAsync(request.Position, ended.Token).ConfigureAwait(false))
                await responseStream.WriteAsync(batch, ended.Token).WaitAsync(TimeSpan.FromMilliseconds(options.DeadlineMs), ended.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Status(StatusCode.Aborted, $"the terminal has not read for {options.DeadlineMs} ms: it goes on from its position"));
        }
        catch (TransportException away)
        {
            throw Statuses.Unavailable(away.Message);
        }
        catch (ArgumentException wrong)
        {
            throw Statuses.Refused($"the position of the terminal is of another log: name another file for its windows ({wrong.Message})");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw Statuses.Unavailable("the proxy stops");
        }
        finally
        {
            terminals.LeaveStream();
        }
    }
}
