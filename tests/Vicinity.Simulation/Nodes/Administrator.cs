using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Stands for the controller: tells leaders to change voters and to hand over, and at the end replaces voters whose folders are lost. Not thread-safe.</summary>
internal sealed class Administrator(Simulation sim, Prng prng)
{
    /// <summary>A random change: adds a voter, or removes one.</summary>
    public bool ChangeVoters()
    {
        if (SomeLeader() is not { } node) return false;
        IReadOnlyList<Voter> voters = node.Log!.Voters;
        bool adds = voters.Count < 2 || (voters.Count < sim.Nodes.All.Count && prng.Chance(voters.Count < sim.FirstVoters.Count ? 0.7 : 0.4));
        Ask(node, adds ? With(voters, Newcomer(voters)) : Without(voters, Removable(voters, node)));
        return true;
    }

    /// <summary>The leader hands over to another voter, or to whoever is ready.</summary>
    public bool HandOver()
    {
        if (SomeLeader() is not { } node) return false;
        IReadOnlyList<Voter> voters = node.Log!.Voters;
        Voter? preferred = voters.Count > 1 && prng.Chance(0.7) ? voters[prng.Next(voters.Count)] : null;
        if (sim.IsTracing) sim.Trace!.Note($"{node.Letter} is asked to hand over{(preferred is { } p ? " to " + sim.NameOf(p) : "")}");
        node.Ask((replica, actions) => replica.Resign(preferred, node.NowMs, actions));
        return true;
    }

    /// <summary>One step towards a set of replicas that all exist: a new one is added first, then a lost one removed (rule V6).</summary>
    public void Repair()
    {
        if (sim.Nodes.Leader() is not { } node || node.Replica!.IsChangingVoters) return;
        IReadOnlyList<Voter> voters = node.Log!.Voters;
        Voter? lost = null;
        foreach (Voter voter in voters)
            if (!sim.Nodes.IsIntact(voter)) lost = voter;
        if (lost is null) return;
        Voter? newcomer = voters.Count % 2 == 1 ? Newcomer(voters) : null;
        Ask(node, newcomer is null || prng.Chance(0.3) ? Without(voters, lost) : With(voters, newcomer));
    }

    private void Ask(SimulatedNode node, IReadOnlyList<Voter>? wanted)
    {
        if (wanted is null) return;
        node.Ask((replica, actions) =>
        {
            // An operator who takes the last intact majority away gets what he asked for; that is no fault of the quorum.
            if (!sim.Nodes.CanBeInForce(wanted)) return;
            VoterChangeVerdict verdict = replica.ChangeVoters(wanted, node.NowMs, actions);
            if (verdict == VoterChangeVerdict.Begun) sim.Statistics.Changes++;
            if (sim.IsTracing) sim.Trace!.Note($"{node.Letter} is asked for the voters {sim.NamesOf(wanted)}: {verdict}");
        });
    }

    private SimulatedNode? SomeLeader()
    {
        if (!prng.Chance(0.1)) return sim.Nodes.Leader();
        // Now and then one who may have been replaced.
        foreach (SimulatedNode node in sim.Nodes.All)
            if (node.Replica is { Role: QuorumRole.Leader }) return node;
        return null;
    }

    private Voter? Newcomer(IReadOnlyList<Voter> voters)
    {
        int first = prng.Next(sim.Nodes.All.Count);
        for (int i = 0; i < sim.Nodes.All.Count; i++)
        {
            SimulatedNode node = sim.Nodes.All[(first + i) % sim.Nodes.All.Count];
            if (node.Replica is not null && !voters.Contains(node.Self)) return node.Self;
        }
        return null;
    }

    private Voter? Removable(IReadOnlyList<Voter> voters, SimulatedNode leader)
    {
        foreach (Voter voter in voters)
            if (!sim.Nodes.IsIntact(voter)) return voter;
        Voter chosen = voters[prng.Next(voters.Count)];
        return chosen == leader.Self ? null : chosen;
    }

    private IReadOnlyList<Voter>? With(IReadOnlyList<Voter> voters, Voter? added)
    {
        if (added is null) return null;
        // What the state machine has to refuse: two at once.
        if (voters.Count > 2 && prng.Chance(0.15)) return [.. voters.Take(voters.Count - 1), added.Value];
        return [.. voters, added.Value];
    }

    private static IReadOnlyList<Voter>? Without(IReadOnlyList<Voter> voters, Voter? removed) => removed is null ? null : [.. voters.Where(v => v != removed)];
}
