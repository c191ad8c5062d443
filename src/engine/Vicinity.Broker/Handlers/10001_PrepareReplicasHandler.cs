using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>PrepareReplicas, ours, between nodes. Behavior: makes folders for replicas to come and tells their uuids; what is there already is kept. Version notes: none.</summary>
internal sealed class PrepareReplicasHandler(LocalCluster local) : MessageHandler<PrepareReplicasRequest, PrepareReplicasResponse>(0, 0)
{
    // Many folders take a while on a slow disk, and the connection has other requests to read.
    protected override async ValueTask<PrepareReplicasResponse> HandleAsync(PrepareReplicasRequest request, RequestContext context) =>
        context.Connection.IsNode ? await Crew.OnOwnThread(() => local.Prepare(request)).ConfigureAwait(false) : new() { ErrorCode = ErrorCode.ClusterAuthorizationFailed, ErrorMessage = "only nodes of the cluster may ask for this" };
}
