using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>AllocateProducerIds (KIP-730), between nodes. Behavior: a block of producer ids that no other node gets; only from the controller. Version notes: none.</summary>
internal sealed class AllocateProducerIdsHandler(ClusterController controller) : MessageHandler<AllocateProducerIdsRequest, AllocateProducerIdsResponse>(0, 0)
{
    protected override async ValueTask<AllocateProducerIdsResponse> HandleAsync(AllocateProducerIdsRequest request, RequestContext context)
    {
        if (!context.Connection.IsNode) return new() { ErrorCode = ErrorCode.ClusterAuthorizationFailed };
        (ChangeOutcome outcome, long first, int count) = await controller.AllocateProducerIdsAsync().ConfigureAwait(false);
        return new() { ErrorCode = outcome.Error, ProducerIdStart = first, ProducerIdLen = count };
    }
}
