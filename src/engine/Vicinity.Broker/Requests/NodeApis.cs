using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The APIs that only the nodes of a cluster use among each other. They are not offered to clients.</summary>
internal static class NodeApis
{
    public static bool Contains(ApiKey key) => key is ApiKey.Vote or ApiKey.BeginQuorumEpoch or ApiKey.EndQuorumEpoch or ApiKey.FetchSnapshot
        or ApiKey.BrokerRegistration or ApiKey.BrokerHeartbeat or ApiKey.AllocateProducerIds or ApiKey.AddRaftVoter or ApiKey.RemoveRaftVoter
        or ApiKey.AnnounceLeaders or ApiKey.PrepareReplicas or ApiKey.AwaitTopics or ApiKey.IntroduceNode;
}
