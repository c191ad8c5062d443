using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeConfigs. Behavior: topics and this broker; every setting that exists, with its value in force and where it comes from.
/// Version notes: v1 sources and synonyms (KIP-226); v3 types and documentation (KIP-569).
/// </summary>
internal sealed class DescribeConfigsHandler(TopicRegistry topics, BrokerSettings brokerSettings, NodeIdentity identity)
    : MessageHandler<DescribeConfigsRequest, DescribeConfigsResponse>(0, 4)
{
    protected override ValueTask<DescribeConfigsResponse> HandleAsync(DescribeConfigsRequest request, RequestContext context)
    {
        var response = new DescribeConfigsResponse();
        foreach (var resource in request.Resources)
        {
            var answer = new DescribeConfigsResponseResource { ResourceType = resource.ResourceType, ResourceName = resource.ResourceName };
            switch ((ConfigResource)resource.ResourceType)
            {
                case ConfigResource.Topic:
                    DescribeTopic(answer, resource, request);
                    break;
                case ConfigResource.Broker:
                    DescribeBroker(answer, resource, request);
                    break;
                default:
                    answer.ErrorCode = ErrorCode.InvalidRequest;
                    answer.ErrorMessage = $"Unsupported resource type {resource.ResourceType}: this node has settings of topics (2) and brokers (4)";
                    break;
            }

            response.Results.Add(answer);
        }

        return new(response);
    }

    private void DescribeTopic(DescribeConfigsResponseResource answer, DescribeConfigsRequestResource asked, DescribeConfigsRequest request)
    {
        if (TopicName.Fault(asked.ResourceName) is string fault)
        {
            answer.ErrorCode = ErrorCode.InvalidTopicException;
            answer.ErrorMessage = fault;
            return;
        }

        if (topics.Find(asked.ResourceName) is not Topic topic)
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
            answer.ErrorMessage = $"Topic {asked.ResourceName} does not exist.";
            return;
        }

        TopicConfig config = topic.Config;
        foreach (TopicSetting setting in TopicSettings.All)
        {
            if (asked.ConfigurationKeys is not null && !asked.ConfigurationKeys.Contains(setting.Name)) continue;
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

    private void DescribeBroker(DescribeConfigsResponseResource answer, DescribeConfigsRequestResource asked, DescribeConfigsRequest request)
    {
        if (asked.ResourceName.Length > 0 && (!int.TryParse(asked.ResourceName, out int id) || id != identity.NodeId))
        {
            answer.ErrorCode = ErrorCode.InvalidRequest;
            answer.ErrorMessage = $"Unexpected broker id, expected {identity.NodeId} or empty string, but received {asked.ResourceName}";
            return;
        }

        foreach (BrokerSetting setting in brokerSettings.All)
        {
            if (asked.ConfigurationKeys is not null && !asked.ConfigurationKeys.Contains(setting.Name)) continue;
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
