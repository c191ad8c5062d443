using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway.Cluster;

/// <summary>The live hub of the cluster: who connects is pushed the whole at once, then what changes.</summary>
internal sealed class ClusterHub(ClusterReaders readers) : Hub
{
    public override Task OnConnectedAsync() =>
        readers.TryAdd(Context.ConnectionId, Clients.Caller)
            ? Task.CompletedTask
            : throw new HubException($"{ClusterReaders.MaxReaders} readers are connected, which is the most; try again later");

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        readers.Remove(Context.ConnectionId);
        return Task.CompletedTask;
    }
}
