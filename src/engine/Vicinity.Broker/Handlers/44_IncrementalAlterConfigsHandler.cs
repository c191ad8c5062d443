using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// IncrementalAlterConfigs (KIP-339). Behavior: sets, removes, appends to or subtracts from single settings of a topic; all of one resource or none.
/// Version notes: v1 flexible.
/// </summary>
internal sealed class IncrementalAlterConfigsHandler(TopicConfigChange changes, ClusterController controller, PeerNetwork peers, BrokerOptions options)
    : ControllerHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(controller, peers, options, 0, 1)
{
    private enum Operation : sbyte
    {
        Set = 0,
        Delete = 1,
        Append = 2,
        Subtract = 3,
    }

    protected override async ValueTask<IncrementalAlterConfigsResponse> ServeAsync(IncrementalAlterConfigsRequest request, RequestContext context)
    {
        var response = new IncrementalAlterConfigsResponse();
        HashSet<(sbyte Type, string Name)> twice = TopicConfigChange.NamedTwice(request.Resources.Select(r => (r.ResourceType, r.ResourceName)));
        foreach (var resource in request.Resources.DistinctBy(r => (r.ResourceType, r.ResourceName)))
        {
            (ErrorCode error, string? message) = twice.Contains((resource.ResourceType, resource.ResourceName)) ? TopicConfigChange.Twice : TopicConfigChange.CheckResource(resource.ResourceType);
            if (error == ErrorCode.None)
                (error, message) = await changes.ApplyAsync(resource.ResourceName, request.ValidateOnly, current => Change(resource, current, changes.Default)).ConfigureAwait(false);
            response.Responses.Add(new() { ErrorCode = error, ErrorMessage = message, ResourceType = resource.ResourceType, ResourceName = resource.ResourceName });
        }

        return response;
    }

    protected override IncrementalAlterConfigsResponse Refuse(IncrementalAlterConfigsRequest request, RequestContext context, ChangeOutcome reason)
    {
        var response = new IncrementalAlterConfigsResponse();
        foreach (var resource in request.Resources) response.Responses.Add(new() { ErrorCode = reason.Error, ErrorMessage = reason.Message, ResourceType = resource.ResourceType, ResourceName = resource.ResourceName });
        return response;
    }

    private static (Dictionary<string, string>? Settings, string? Fault) Change(IncrementalAlterConfigsRequestResource resource, IReadOnlyDictionary<string, string> current, Func<string, string> defaultOf)
    {
        var settings = new Dictionary<string, string>(current);
        var seen = new HashSet<string>();
        foreach (var config in resource.Configs)
        {
            if (!seen.Add(config.Name)) return (null, $"the setting {config.Name} is named twice");
            if (TopicSettings.Find(config.Name) is not TopicSetting setting) return (null, $"Unknown topic config name: {config.Name}");
            var operation = (Operation)config.ConfigOperation;
            if (operation == Operation.Delete)
            {
                settings.Remove(config.Name);
                continue;
            }

            if (config.Value is null) return (null, $"Null value not supported for topic configs: {config.Name}");
            if (operation == Operation.Set)
            {
                settings[config.Name] = config.Value;
                continue;
            }

            if (operation is not (Operation.Append or Operation.Subtract)) return (null, $"operation {config.ConfigOperation} on {config.Name} is not one of 0 to 3");
            if (setting.Type != SettingType.List) return (null, $"Config value append is not allowed for config key: {config.Name}");
            HashSet<string> named = [.. Elements(config.Value)];
            IEnumerable<string> kept = Elements(settings.GetValueOrDefault(config.Name) ?? defaultOf(config.Name)).Where(e => !named.Contains(e));
            settings[config.Name] = string.Join(',', operation == Operation.Append ? kept.Concat(named) : kept);
        }

        return (settings, null);
    }

    private static string[] Elements(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
