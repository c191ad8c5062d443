using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeConfigs. Behavior: topics and this broker; every setting that exists, with its value in force and where it comes from. A
/// resource named twice is described once, with the settings asked for in either place.
/// Version notes: v1 sources and synonyms (KIP-226); v3 types and documentation (KIP-569).
/// </summary>
internal sealed class DescribeConfigsHandler(TopicRegistry topics, BrokerSettings brokerSettings, NodeIdentity identity)
    : MessageHandler<DescribeConfigsRequest, DescribeConfigsResponse>(0, 4)
{
    protected override ValueTask<DescribeConfigsResponse> HandleAsync(DescribeConfigsRequest request, RequestContext context)
    {
        var response = new DescribeConfigsResponse();
        foreach (var same in request.Resources.GroupBy(r => (r.ResourceType, r.ResourceName), r => r.ConfigurationKeys))
        {
            HashSet<string>? keys = same.Any(k => k is null) ? null : [.. same.SelectMany(k => k!)];
            var answer = new DescribeConfigsResponseResource { ResourceType = same.Key.ResourceType, ResourceName = same.Key.ResourceName };
            switch ((ConfigResource)same.Key.ResourceType)
            {
                case ConfigResource.Topic:
                    DescribeTopic(answer, keys, request);
                    break;
                case ConfigResource.Broker:
                    DescribeBroker(answer, keys, request);
                    break;
                default:
                    answer.ErrorCode = ErrorCode.InvalidRequest;
                    answer.ErrorMessage = $"Unsupported resource type {same.Key.ResourceType}: this node has settings of topics (2) and brokers (4)";
                    break;
            }

            response.Results.Add(answer);
        }

        return new(response);
    }

    private void DescribeTopic(DescribeConfigsResponseResource answer, HashSet<string>? keys, DescribeConfigsRequest request)
    {
        if (TopicName.Fault(answer.ResourceName) is string fault)
        {
            answer.ErrorCode = ErrorCode.InvalidTopicException;
            answer.ErrorMessage = fault;
            return;
        }

        if (topics.Find(answer.ResourceName) is not Topic topic)
        {
            answer.ErrorCode = topics.IsComplete ? ErrorCode.UnknownTopicOrPartition : ErrorCode.LeaderNotAvailable;
            answer.ErrorMessage = topics.IsComplete ? $"Topic {answer.ResourceName} does not exist." : "This node has just started and does not know yet which topics there are.";
            return;
        }

        TopicConfig config = topic.Config;
        foreach (TopicSetting setting in TopicSettings.All)
        {
            if (keys?.Contains(setting.Name) == false) continue;
            var described = new DescribeConfigsResponseConfig
            {
                Name = setting.Name,
                Value = config.Value(setting.Name),
                ConfigSource = config.Source(setting.Name),
                IsDefault = !config.Overrides.ContainsKey(setting.Name),
                ConfigType = (sbyte)setting.Type,
                Documentation = request.IncludeDocumentation ? setting.Doc : null,
            };
            if (request.IncludeSynonyms) AddSynonyms(described, setting, config);
            answer.Configs.Add(described);
        }
    }

    private static void AddSynonyms(DescribeConfigsResponseConfig described, TopicSetting setting, TopicConfig config)
    {
        if (config.Overrides.TryGetValue(setting.Name, out string? own)) described.Synonyms.Add(new() { Name = setting.Name, Value = own, Source = 1 });
        if (setting.BrokerName is not string brokerName) return;
        if (config.NodeSource(setting.Name) == 4) described.Synonyms.Add(new() { Name = brokerName, Value = config.NodeValue(setting.Name), Source = 4 });
        described.Synonyms.Add(new() { Name = brokerName, Value = setting.Default, Source = 5 });
    }

    private void DescribeBroker(DescribeConfigsResponseResource answer, HashSet<string>? keys, DescribeConfigsRequest request)
    {
        if (answer.ResourceName.Length > 0 && (!int.TryParse(answer.ResourceName, out int id) || id != identity.NodeId))
        {
            answer.ErrorCode = ErrorCode.InvalidRequest;
            answer.ErrorMessage = $"Unexpected broker id, expected {identity.NodeId} or empty string, but received {answer.ResourceName}";
            return;
        }

        foreach (BrokerSetting setting in brokerSettings.All)
        {
            if (keys?.Contains(setting.Name) == false) continue;
            answer.Configs.Add(new()
            {
                Name = setting.Name,
                Value = setting.Value,
                ReadOnly = true,
                ConfigSource = setting.Source,
                IsDefault = setting.Source == 5,
                ConfigType = (sbyte)setting.Type,
                Documentation = request.IncludeDocumentation ? setting.Doc : null,
            });
        }
    }
}
