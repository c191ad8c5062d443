using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>AnnounceLeaders, ours, between nodes. Behavior: takes in what the sender leads. Version notes: none.</summary>
internal sealed class AnnounceLeadersHandler(LeaderNews news) : MessageHandler<AnnounceLeadersRequest, AnnounceLeadersResponse>(0, 0)
{
    protected override ValueTask<AnnounceLeadersResponse> HandleAsync(AnnounceLeadersRequest request, RequestContext context) =>
        context.Connection.IsNode ? news.HearAsync(request) : new(new AnnounceLeadersResponse { ErrorCode = ErrorCode.ClusterAuthorizationFailed });
}
