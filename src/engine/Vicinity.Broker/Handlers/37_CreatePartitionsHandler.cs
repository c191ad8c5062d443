using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// CreatePartitions. Behavior: grows topics to a new count; every topic asked for is in the answer, and an error of one does not touch the others. A topic named twice is refused.
/// Version notes: v2 flexible; v3 throttling only.
/// </summary>
internal sealed class CreatePartitionsHandler(ClusterController controller, PeerNetwork peers, BrokerOptions options)
    : ControllerHandler<CreatePartitionsRequest, CreatePartitionsResponse>(controller, peers, options, 0, 3)
{
    protected override async ValueTask<CreatePartitionsResponse> ServeAsync(CreatePartitionsRequest request, RequestContext context)
    {
        var response = new CreatePartitionsResponse();
        HashSet<string> twice = [.. request.Topics.CountBy(t => t.Name).Where(c => c.Value > 1).Select(c => c.Key)];
        foreach (var asked in request.Topics.DistinctBy(t => t.Name))
        {
            ChangeOutcome outcome = twice.Contains(asked.Name) ? new(ErrorCode.InvalidRequest, "Duplicate topic in request.")
                : TopicName.IsInternal(asked.Name) ? new(ErrorCode.TopicAuthorizationFailed, $"'{asked.Name}' is an internal topic; its partitions are the node's")
                : await Controller.GrowAsync(asked.Name, asked.Count, asked.Assignments is null ? null : [.. asked.Assignments.Select(a => a.BrokerIds)], request.ValidateOnly, TimeSpan.FromMilliseconds(request.TimeoutMs)).ConfigureAwait(false);
            response.Results.Add(new() { Name = asked.Name, ErrorCode = outcome.Error, ErrorMessage = outcome.Message });
        }

        return response;
    }

    protected override CreatePartitionsResponse Refuse(CreatePartitionsRequest request, RequestContext context, ChangeOutcome reason)
    {
        var response = new CreatePartitionsResponse();
        foreach (var asked in request.Topics) response.Results.Add(new() { Name = asked.Name, ErrorCode = reason.Error, ErrorMessage = reason.Message });
        return response;
    }

    protected override int TimeoutMs(CreatePartitionsRequest request) => Math.Max(0, request.TimeoutMs);
}
