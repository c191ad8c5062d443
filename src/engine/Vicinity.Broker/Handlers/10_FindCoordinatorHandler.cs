using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// FindCoordinator. Behavior: the node that leads the log of groups coordinates every group. Transactions are refused for good by TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
/// an error that may pass would have clients ask until their timeout. Version notes: v1 key types, v4 several keys (KIP-699).
/// </summary>
internal sealed class FindCoordinatorHandler(ClusterDirectory directory, GroupCoordinator coordinator) : MessageHandler<FindCoordinatorRequest, FindCoordinatorResponse>(0, 4)
{
    private const short SeveralKeysFrom = 4;
    private const sbyte GroupType = 0;
    private const sbyte TransactionType = 1;

    protected override ValueTask<FindCoordinatorResponse> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        ClusterDirectory.Broker? found = directory.CoordinatorId() is int id ? directory.Find(id, context.Connection) : null;
        ErrorCode error = request.KeyType switch
        {
            GroupType when found is null => ErrorCode.CoordinatorNotAvailable,
            GroupType when found.Value.Id == directory.SelfId && coordinator.ServiceError == ErrorCode.CoordinatorNotAvailable => ErrorCode.CoordinatorNotAvailable,
            GroupType => ErrorCode.None,
            TransactionType => ErrorCode.TransactionalIdAuthorizationFailed,
            _ => ErrorCode.InvalidRequest,
        };
        if (error == ErrorCode.CoordinatorNotAvailable && directory.SendsMembersAway()) context.Connection.End();
        string? message = error == ErrorCode.None ? null
            : error == ErrorCode.InvalidRequest ? $"key type {request.KeyType} is neither group ({GroupType}) nor transaction ({TransactionType})"
            : error == ErrorCode.CoordinatorNotAvailable ? $"the topic {TopicName.ConsumerOffsets} is out of service, or has no leader at the moment"
            : "this cluster has no transactions";
        (int node, string host, int port) = error == ErrorCode.None ? found!.Value : new ClusterDirectory.Broker(-1, "", -1);
        var response = new FindCoordinatorResponse { ErrorCode = error, ErrorMessage = message, NodeId = node, Host = host, Port = port };
        if (context.Version >= SeveralKeysFrom)
        {
            response.Coordinators = [.. request.CoordinatorKeys.Distinct().Select(key => new FindCoordinatorResponseCoordinator
            {
                Key = key,
                ErrorCode = error,
                ErrorMessage = message,
                NodeId = node,
                Host = host,
                Port = port,
            })];
        }

        return ValueTask.FromResult(response);
    }
}
