using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway;

/// <summary>
/// A live hub: who connects is pushed what the application's <see cref="LivePush{TReader}"/> has for them. Map it by
/// <see cref="LiveHubs.MapLiveHub{THub, TRule}"/>; Host and Origin are checked before it is reached, as for every hub.
/// </summary>
/// <typeparam name="TReader">What the application knows of a reader.</typeparam>
/// <param name="readers">The readers of the application.</param>
public abstract class LiveHub<TReader>(LiveReaders<TReader> readers) : Hub
    where TReader : class
{
    /// <summary>The reader who calls.</summary>
    /// <exception cref="HubException">It is not on the list any more.</exception>
    protected TReader Caller => readers.TryFind(Context.ConnectionId, out TReader? reader) ? reader : throw new HubException("the connection is closed");

    /// <inheritdoc/>
    public sealed override Task OnConnectedAsync()
    {
        HttpContext request = Context.GetHttpContext() ?? throw new HubException("the hub is reached by HTTP only");
        return readers.TryAdd(Context.ConnectionId, Clients.Caller, Welcome(request), Context.Abort)
            ? Task.CompletedTask
            : throw new HubException($"{readers.Most} readers are connected, which is the most; try again later");
    }

    /// <inheritdoc/>
    public sealed override Task OnDisconnectedAsync(Exception? exception)
    {
        readers.Remove(Context.ConnectionId);
        return Task.CompletedTask;
    }

    /// <summary>What is known of a reader that has just connected.</summary>
    protected abstract TReader Welcome(HttpContext request);

    /// <summary>Has the readers pushed soon: the caller looks at something new.</summary>
    protected void Wake() => readers.Wake();
}
