using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What the handlers of the quorum's requests have in common.</summary>
internal static class QuorumRequests
{
    /// <summary>Whether a request is from a node of this cluster.</summary>
    public static ErrorCode Check(string? clusterId, NodeIdentity identity, ConnectionInfo connection) =>
        !connection.IsNode ? ErrorCode.ClusterAuthorizationFailed
        : clusterId != identity.ClusterId ? ErrorCode.InconsistentClusterId
        : ErrorCode.None;

    /// <summary>
    /// What the partitions of a request answer, topic by topic, both in the order of the request. Many are asked at a time, for each may have to wait
    /// for the disk, and not on the caller's thread, on which other connections wait.
    /// </summary>
    public static async ValueTask<List<TAnsweredTopic>> AskAllAsync<TTopic, TAsked, TAnswer, TAnsweredTopic>(
        List<TTopic> topics, Func<TTopic, List<TAsked>> partitionsOf, Func<TTopic, TAsked, TAnswer> ask, Func<TTopic, List<TAnswer>, TAnsweredTopic> answered)
    {
        List<(TTopic Topic, TAsked Asked)> work = [.. topics.SelectMany(partitionsOf, (topic, asked) => (topic, asked))];
        TAnswer[] all = await Crew.ForAllAsync(work, item => ask(item.Topic, item.Asked)).ConfigureAwait(false);
        var answers = new Queue<TAnswer>(all);
        return topics.ConvertAll(topic => answered(topic, partitionsOf(topic).ConvertAll(_ => answers.Dequeue())));
    }

    /// <summary>The replica of a partition, if it is in service.</summary>
    public static ErrorCode Find(ReplicaStore store, TopicPartition partition, out Replica replica)
    {
        replica = store.Find(partition)!;
        return replica is null ? ErrorCode.UnknownTopicOrPartition : replica.ServiceError;
    }
}
