using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>Brings windows to a terminal: by calls of the proxy at which it registers, or by a stream from it. Positions hold at every proxy.</summary>
/// <param name="options">Its settings.</param>
/// <param name="loggers">Where it logs.</param>
/// <param name="time">The clock.</param>
public sealed partial class GrpcWindowFeed(GrpcTerminalOptions options, ILoggerFactory loggers, TimeProvider? time = null) : IWindowFeed
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _log = loggers.CreateLogger<GrpcWindowFeed>();
    private volatile string? _proxy;

    /// <summary>The proxy that it is with; null while none answers.</summary>
    public string? Proxy => _proxy;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
    {
        OptionBounds.Check(options.Problems());
        using var receiver = new WindowReceiver(after, handler, cancel);
        if (options.Streams)
        {
            await WithProxiesAsync((address, channel) => FollowAsync(address, channel, receiver, cancel), cancel).ConfigureAwait(false);
            return;
        }
        string session = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await using GrpcHost host = await GrpcHost.StartAsync(
            options.Listen,
            static () => null,
            loggers,
            services => services.AddSingleton(new TerminalService(session, receiver)),
            static routes => routes.MapGrpcService<TerminalService>(),
            cancel).ConfigureAwait(false);
        var registration = new V1.TerminalRegistration { Name = options.Name, Address = options.Advertised ?? host.Address, Session = session };
        await WithProxiesAsync((address, channel) => BeRegisteredAsync(address, channel, registration, receiver, cancel), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // One proxy after the other, until cancelled.
    private async Task WithProxiesAsync(Func<string, GrpcChannel, Task> work, CancellationToken cancel)
    {
        TimeSpan pause = s_firstPause;
        for (int i = 0; !cancel.IsCancellationRequested; i = (i + 1) % options.Proxies.Count)
        {
            string address = options.Proxies[i];
            using GrpcChannel channel = GrpcDial.Open(address, options.Dial, pings: true);
            try
            {
                await work(address, channel).ConfigureAwait(false);
            }
            catch (RpcException status) when (!cancel.IsCancellationRequested)
            {
                bool isLost = _proxy == address && status.StatusCode != StatusCode.InvalidArgument;
                if (isLost) pause = s_firstPause;
                if (isLost || pause == s_longestPause) LogAway(address, status.Status.Detail);
            }
            catch (RpcException)
            {
                // It ends.
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // It ends.
            }
            _proxy = null;
            await Task.Delay(pause, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task FollowAsync(string address, GrpcChannel channel, WindowReceiver receiver, CancellationToken cancel)
    {
        var client = new V1.Proxy.ProxyClient(channel);
        using AsyncServerStreamingCall<V1.WindowBatch> stream = client.follow_windows(new V1.FollowWindows { Name = options.Name, Position = receiver.Position }, cancellationToken: cancel);
        await stream.ResponseHeadersAsync.WaitAsync(cancel).ConfigureAwait(false);
        _proxy = address;
        while (await stream.ResponseStream.MoveNext(cancel).ConfigureAwait(false))
        {
            V1.WindowBatch batch = stream.ResponseStream.Current;
            // What does not follow is asked for again, from the position on.
            if (await receiver.TakeAsync(batch, cancel).ConfigureAwait(false) != batch.Position) return;
        }
    }

    private async Task BeRegisteredAsync(string address, GrpcChannel channel, V1.TerminalRegistration registration, WindowReceiver receiver, CancellationToken cancel)
    {
        var client = new V1.Proxy.ProxyClient(channel);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                registration.Position = receiver.Position;
                V1.TerminalLease lease = await client.register_terminalAsync(registration, deadline: DateTime.UtcNow + s_limit, cancellationToken: cancel).ConfigureAwait(false);
                _proxy = address;
                await Task.Delay(Math.Clamp(lease.HeartbeatMs, 10, 60_000), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await LeaveAsync(client, registration).ConfigureAwait(false);
        }
    }

    private static async Task LeaveAsync(V1.Proxy.ProxyClient client, V1.TerminalRegistration registration)
    {
        try
        {
            await client.unregister_terminalAsync(registration, deadline: DateTime.UtcNow + s_firstPause, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // The proxy is away, or forgets this terminal by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The proxy {Proxy} does not bring windows; the next one is asked: {Reason}")]
    private partial void LogAway(string proxy, string reason);
}
