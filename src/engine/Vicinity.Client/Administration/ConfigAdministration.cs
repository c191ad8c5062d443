using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>What an admin does with settings and folders.</summary>
internal sealed class ConfigAdministration(Caller caller)
{
    public async Task<IReadOnlyList<ConfigEntry>> DescribeAsync(ConfigResource resource, CancellationToken cancel)
    {
        DescribeConfigsResponse response = await caller.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
            TargetOf(resource),
            new DescribeConfigsRequest { Resources = [new DescribeConfigsRequestResource { ResourceType = (sbyte)resource.Type, ResourceName = resource.Name }] },
            answer =>
            {
                foreach (DescribeConfigsResponseResource r in answer.Results) KafkaErrorException.ThrowIfError(r.ErrorCode, resource.ToString(), r.ErrorMessage);
            },
            repeatable: true,
            cancel).ConfigureAwait(false);
        return
        [
            .. response.Results.SelectMany(r => r.Configs).Select(c => new ConfigEntry(
                c.Name, c.Value, c.ConfigSource == 0 && c.IsDefault ? ConfigSource.Default : (ConfigSource)c.ConfigSource, c.ReadOnly, c.IsSensitive)),
        ];
    }

    public Task AlterAsync(ConfigResource resource, IReadOnlyDictionary<string, string?> changes, CancellationToken cancel) =>
        caller.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            resource.Type == 4 ? TargetOf(resource) : CallTarget.Controller,
            new IncrementalAlterConfigsRequest
            {
                Resources =
                [
                    new IncrementalAlterConfigsRequestResource
                    {
                        ResourceType = (sbyte)resource.Type,
                        ResourceName = resource.Name,
                        Configs = [.. changes.Select(c => new IncrementalAlterConfigsRequestConfig { Name = c.Key, Value = c.Value, ConfigOperation = (sbyte)(c.Value is null ? 1 : 0) })],
                    },
                ],
            },
            answer =>
            {
                foreach (IncrementalAlterConfigsResponseResource r in answer.Responses) KafkaErrorException.ThrowIfError(r.ErrorCode, resource.ToString(), r.ErrorMessage);
            },
            repeatable: true,
            cancel);

    public async Task<IReadOnlyList<LogDirDescription>> DescribeLogDirsAsync(int nodeId, CancellationToken cancel)
    {
        DescribeLogDirsResponse response = await caller.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            CallTarget.Node(nodeId),
            new DescribeLogDirsRequest { Topics = null },
            answer => KafkaErrorException.ThrowIfError(answer.ErrorCode, $"the folders of node {nodeId}"),
            repeatable: true,
            cancel).ConfigureAwait(false);
        return Describe(response);
    }

    /// <summary>The folders that an answer describes.</summary>
    public static IReadOnlyList<LogDirDescription> Describe(DescribeLogDirsResponse answer) =>
    [
        .. answer.Results.Select(d => new LogDirDescription(
            d.LogDir,
            d.ErrorCode,
            d.TotalBytes,
            d.UsableBytes,
            d.Topics.SelectMany(t => t.Partitions.Select(p => (Key: new Model.TopicPartition(t.Name, p.PartitionIndex), p.PartitionSize)))
                .GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.Sum(s => s.PartitionSize)))),
    ];

    private static CallTarget TargetOf(ConfigResource resource) =>
        resource.Type == 4 && int.TryParse(resource.Name, out int node) ? CallTarget.Node(node) : CallTarget.Any;
}
