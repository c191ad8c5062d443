using System.Collections.Immutable;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Creates topics that clients use without having created them, on whichever node they ask. Thread-safe.</summary>
internal sealed class TopicCreation(ClusterController controller, TopicRegistry topics, PeerNetwork peers, BrokerOptions options)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Creates a topic with the node's defaults; when this completes without an error, this node knows it.</summary>
    /// <returns>LEADER_NOT_AVAILABLE for all that passes: it is what metadata may say of a topic. After others Java's client takes the topic for gone, and does not ask again for minutes.</returns>
    public async Task<ErrorCode> CreateAsync(string name)
    {
        ErrorCode error = await (controller.Elsewhere is int other ? AskAsync(other, name) : CreateHereAsync(name)).ConfigureAwait(false);
        if (topics.Find(name) is not null) return ErrorCode.None;
        return error is ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions or ErrorCode.InvalidTopicException or ErrorCode.PolicyViolation or ErrorCode.KafkaStorageError ? error : ErrorCode.LeaderNotAvailable;
    }

    private async Task<ErrorCode> CreateHereAsync(string name)
    {
        var topic = new NewTopic(name, options.DefaultPartitions, -1, null, ImmutableSortedDictionary<string, string>.Empty);
        return (await controller.CreateAsync([topic], validateOnly: false, s_timeout).ConfigureAwait(false))[0].Outcome.Error;
    }

    private async Task<ErrorCode> AskAsync(int controllerId, string name)
    {
        var request = new CreateTopicsRequest { TimeoutMs = (int)s_timeout.TotalMilliseconds };
        request.Topics.Add(new() { Name = name, NumPartitions = options.DefaultPartitions, ReplicationFactor = -1 });
        try
        {
            CreateTopicsResponse response = await peers.SendAsync<CreateTopicsRequest, CreateTopicsResponse>(controllerId, request, s_timeout * 2, CancellationToken.None).ConfigureAwait(false);
            return response.Topics is [var answer] ? answer.ErrorCode : ErrorCode.UnknownServerError;
        }
        catch (ClientException)
        {
            return ErrorCode.LeaderNotAvailable;
        }
    }
}
