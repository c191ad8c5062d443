using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// AlterConfigs. Behavior: replaces all of a topic's own settings by those given; what is not named goes back to its default.
/// Version notes: v2 flexible. A bad setting is named before an unknown topic is, as Kafka does.
/// </summary>
internal sealed class AlterConfigsHandler(TopicConfigChange changes, ClusterController controller, PeerNetwork peers, BrokerOptions options)
    : ControllerHandler<AlterConfigsRequest, AlterConfigsResponse>(controller, peers, options, 0, 2)
{
    protected override async ValueTask<AlterConfigsResponse> ServeAsync(AlterConfigsRequest request, RequestContext context)
    {
        var response = new AlterConfigsResponse();
        HashSet<(sbyte Type, string Name)> twice = TopicConfigChange.NamedTwice(request.Resources.Select(r => (r.ResourceType, r.ResourceName)));
        foreach (var resource in request.Resources.DistinctBy(r => (r.ResourceType, r.ResourceName)))
        {
            (ErrorCode error, string? message) = twice.Contains((resource.ResourceType, resource.ResourceName)) ? TopicConfigChange.Twice : await AlterAsync(resource, request.ValidateOnly).ConfigureAwait(false);
            response.Responses.Add(new() { ErrorCode = error, ErrorMessage = message, ResourceType = resource.ResourceType, ResourceName = resource.ResourceName });
        }

        return response;
    }

    protected override AlterConfigsResponse Refuse(AlterConfigsRequest request, RequestContext context, ChangeOutcome reason)
    {
        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources) response.Responses.Add(new() { ErrorCode = reason.Error, ErrorMessage = reason.Message, ResourceType = resource.ResourceType, ResourceName = resource.ResourceName });
        return response;
    }

    private async ValueTask<(ErrorCode Error, string? Message)> AlterAsync(AlterConfigsRequestResource resource, bool validateOnly)
    {
        var settings = new Dictionary<string, string>();
        foreach (var config in resource.Configs)
        {
            if ((ConfigResource)resource.ResourceType == ConfigResource.Topic && TopicSettings.Fault(config.Name, config.Value) is string fault) return (ErrorCode.InvalidConfig, fault);
            settings[config.Name] = config.Value ?? "";
        }

        (ErrorCode error, string? message) = TopicConfigChange.CheckResource(resource.ResourceType);
        return error != ErrorCode.None
            ? (error, message)
            : await changes.ApplyAsync(resource.ResourceName, validateOnly, _ => (settings, null)).ConfigureAwait(false);
    }
}
