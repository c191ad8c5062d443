using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// What a node does with its clients when it hears too few of the others. Silence proves nothing. Clients may reach nodes that this one does not, so they are made
/// to look for another leader; and the others may be dead, so readers that come back may read what was acknowledged. Clients ask the node that they are connected to, and ask a
/// leader that only refuses again and again. So their connections are closed, after which every client tries another node first. Thread-safe.
/// </summary>
internal sealed class LostMajority(PeerNetwork peers, int selfId)
{
    /// <summary>How long readers are refused: long enough for a client to try two other nodes.</summary>
    public const int AwayMs = 3_000;

    /// <summary>
    /// Whether a leader of this node that has lost its majority may have a successor that it does not hear of. False where enough of the others are known not to
    /// run: their addresses refuse connections.
    /// </summary>
    public bool MayBeReplaced(Replica own) => own.Leadership.LostAtMs >= 0 && OthersMayRun(own);

    /// <summary>Whether answers to clients may name this node's replica as leader: it leads, or readers are served best by it.</summary>
    public bool MayBeNamed(Replica own) =>
        own.Leadership.Holds || own.LeaderId == selfId || !OthersMayRun(own) || (own.Leadership.LostAtMs >= 0 && !SendsReadersAway(own));

    /// <summary>Whether readers are refused as well: for a while after the majority was lost.</summary>
    public bool SendsReadersAway(Replica own) => own.Leadership.LostAtMs is >= 0 and var at && ReplicaContext.NowMs - at < AwayMs && MayBeReplaced(own);

    /// <summary>Whether this node reaches at most half of the nodes that it knows, so that what it says of the others is a guess.</summary>
    public bool IsOutOfTouch
    {
        get
        {
            int known = 1;
            int reached = 1;
            foreach (int other in peers.Known)
            {
                known++;
                if (peers.IsConnected(other)) reached++;
            }

            return reached <= known / 2;
        }
    }

    /// <summary>Whether a node that is not reached may run all the same, and be reached by others.</summary>
    public bool MayRun(int nodeId) => !peers.IsGone(nodeId);

    private bool OthersMayRun(Replica own)
    {
        IReadOnlyList<Voter> voters = own.Voters;
        int mayRun = 0;
        foreach (Voter voter in voters)
        {
            if (voter.NodeId == selfId || MayRun(voter.NodeId)) mayRun++;
        }

        return voters.Count > 1 && mayRun > voters.Count / 2;
    }
}
