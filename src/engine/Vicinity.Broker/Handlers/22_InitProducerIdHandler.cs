using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// InitProducerId. Behavior: always a new producer id with epoch 0, never handed out before. A transactional id is refused, because
/// transactions are not offered: TRANSACTIONAL_ID_AUTHORIZATION_FAILED makes clients give up at once.
/// Version notes: v3 may name the old id and epoch (KIP-360), which changes nothing without transactions.
/// </summary>
internal sealed class InitProducerIdHandler(ProducerIds ids) : MessageHandler<InitProducerIdRequest, InitProducerIdResponse>(0, 4)
{
    protected override async ValueTask<InitProducerIdResponse> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is not null) return Refused(ErrorCode.TransactionalIdAuthorizationFailed);
        (ErrorCode error, long id) = await ids.NextAsync().ConfigureAwait(false);
        return error != ErrorCode.None ? Refused(error) : new() { ProducerId = id, ProducerEpoch = 0 };
    }

    private static InitProducerIdResponse Refused(ErrorCode error) => new() { ErrorCode = error, ProducerId = -1, ProducerEpoch = -1 };
}
