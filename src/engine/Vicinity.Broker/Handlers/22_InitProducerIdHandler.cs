using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// InitProducerId. Behavior: always a new producer id with epoch 0, never handed out before. A transactional id is refused, because
/// transactions are not offered: TRANSACTIONAL_ID_AUTHORIZATION_FAILED makes clients give up at once.
/// Version notes: v3 may name the old id and epoch (KIP-360), which changes nothing without transactions.
/// </summary>
internal sealed class InitProducerIdHandler(TopicRegistry topics) : MessageHandler<InitProducerIdRequest, InitProducerIdResponse>(0, 4)
{
    protected override async ValueTask<InitProducerIdResponse> HandleAsync(InitProducerIdRequest request, RequestContext context) =>
        request.TransactionalId is not null
            ? new() { ErrorCode = ErrorCode.TransactionalIdAuthorizationFailed, ProducerId = -1, ProducerEpoch = -1 }
            : new() { ProducerId = await topics.NextProducerIdAsync().ConfigureAwait(false), ProducerEpoch = 0 };
}
