namespace Vicinity.Broker;

/// <summary>The handlers of what the nodes of a cluster tell and ask each other for their partitions' quorums.</summary>
internal static class QuorumHandlers
{
    public static void Add(HandlerTable table, ReplicaStore store, PeerNetwork peers, NodeIdentity identity)
    {
        table.Add(new IntroduceNodeHandler(peers, identity));
        table.Add(new VoteHandler(store, identity));
        table.Add(new BeginQuorumEpochHandler(store, identity));
        table.Add(new EndQuorumEpochHandler(store, identity));
        table.Add(new FetchSnapshotHandler(store, identity));
        table.Add(new AddRaftVoterHandler(store, identity));
        table.Add(new RemoveRaftVoterHandler(store, identity));
    }
}
