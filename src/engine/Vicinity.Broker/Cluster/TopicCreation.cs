using System.Collections.Immutable;
using Vicinity.Client;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Creates topics that clients use without having created them, on whichever node they ask. Thread-safe.</summary>
internal sealed class TopicCreation(ClusterController controller, TopicRegistry topics, PeerNetwork peers, BrokerOptions options)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Creates a topic with the node's defaults; when this completes without an error, this node knows it.</summary>
    public async Task<ErrorCode> CreateAsync(string name)
    {
        ErrorCode error = await (controller.Elsewhere is int other ? AskAsync(other, name) : CreateHereAsync(name)).ConfigureAwait(false);
        // Another client was quicker; its answer may be ahead of ours.
        return error == ErrorCode.TopicAlreadyExists && topics.Find(name) is not null ? ErrorCode.None : error;
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
