namespace Vicinity.Broker;

/// <summary>Observes the leadership of this node's replicas.</summary>
internal interface ILeadershipObserver
{
    /// <summary>Role, epoch or known leader of the replica changed. Called outside its lock, by any thread; must be quick and never throw.</summary>
    void LeadershipChanged(Replica replica);
}
