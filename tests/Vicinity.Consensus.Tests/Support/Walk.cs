using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>A random walk over a scene, with the checks that must hold after each step.</summary>
internal sealed class Walk
{
    private static readonly string[] s_newcomers = ["X", "Y"];

    private readonly PlantedFault _fault;
    private readonly string _voters;
    private readonly int _writeQuorum;
    private readonly Prng _prng;
    private readonly ulong _seed;
    private readonly Dictionary<int, string> _leaders = [];
    private readonly List<(Entry Entry, long Offset)> _committed = [];
    private readonly Dictionary<string, long> _highWatermarks = [];
    private int _written;

    public Walk(string voters, int writeQuorum, ulong seed, PlantedFault fault)
    {
        (_voters, _writeQuorum, _seed, _fault) = (voters, writeQuorum, seed, fault);
        _prng = new Prng(seed * 7919);
    }

    public Totals Counted { get; } = new();

    private Scene Scene { get; set; } = null!;

    /// <summary>Takes steps until something is wrong.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Run(int steps)
    {
        Scene = new Scene(_voters, _fault, _seed) { WriteQuorum = _writeQuorum };
        try
        {
            foreach (Voter voter in Scene.Voters) Scene.Add(Names.Of(voter));
            foreach (string name in s_newcomers) Scene.Add(name, voters: "");
            for (int i = 0; i < steps; i++)
            {
                Step();
                if (Check() is { } wrong) return $"step {i}: {wrong}\n{string.Join('\n', Scene.Replicas)}";
            }
            return null;
        }
        catch (InvalidOperationException broken)
        {
            return broken.Message;
        }
        finally
        {
            Scene.Dispose();
        }
    }

    /// <summary>After all trouble: a leader is found, and what it takes is committed.</summary>
    public string? Heal()
    {
        Planted.Fault = _fault;
        using Scene scene = Scene;
        scene.DropAll();
        scene.Run(4000);
        SceneReplica? leader = scene.Replicas.Where(r => r.Role == QuorumRole.Leader).MaxBy(r => r.Epoch);
        if (leader is null) return $"no leader was found\n{string.Join('\n', scene.Replicas)}";
        leader.Write("last");
        scene.Run(1000);
        return Check() ?? (leader.Machine.IsHighWatermarkCurrent && leader.HighWatermark == leader.Log.End.Offset ? null
            : $"{leader.Name} does not commit\n{string.Join('\n', scene.Replicas)}");
    }

    private void Step()
    {
        SceneReplica replica = Scene.Replicas.ElementAt(_prng.Next(Scene.Replicas.Count));
        int chance = _prng.Next(100);
        // What only a leader can do is asked of one, if there is one.
        if (chance is >= 80 and < 87 or >= 92 and < 97) replica = Scene.Replicas.Where(r => r.Role == QuorumRole.Leader).MaxBy(r => r.Epoch) ?? replica;
        switch (chance)
        {
            case < 55:
                if (Scene.UnderWay.Count == 0) goto case 60;
                // Mostly a new message, now and then one that is old.
                int back = _prng.Chance(0.7) ? Math.Min(Scene.UnderWay.Count, 6) : Scene.UnderWay.Count;
                Message message = Scene.UnderWay[Scene.UnderWay.Count - 1 - _prng.Next(back)];
                if (!_prng.Chance(0.1)) Scene.Forget(message);
                if (message is FetchAnswerMessage { Entries.Count: > 1 } answer && _prng.Chance(0.5))
                {
                    message = answer with { Entries = [.. answer.Entries.Take(_prng.Next(1, answer.Entries.Count))] };
                }
                if (!_prng.Chance(0.05)) Scene.Deliver(message);
                break;
            case 60:
            case < 65:
                Scene.Pass(_prng.Next(1, 15));
                Scene.WakeParked();
                break;
            case < 80:
                if (replica.Log.SyncedEnd < replica.Log.End) replica.Sync();
                break;
            case < 87:
                if (replica.Role == QuorumRole.Leader && replica.Log.Entries.Count < 60) replica.Write($"{Names.Of(replica.Machine.Self)}{++_written}");
                break;
            case < 89:
                replica.Crash(highWatermarkHint: replica.HighWatermark);
                _highWatermarks.Remove(replica.Name);
                break;
            case < 90:
                Scene.Pass(_prng.Next(100, 400));
                break;
            case < 92:
                replica.Do(actions => replica.Machine.Campaign(Scene.Now, actions));
                break;
            case < 93:
                replica.Do(actions => replica.Machine.Resign(Scene.Voters[0], Scene.Now, actions));
                break;
            case < 97:
                Change(replica);
                break;
            default:
                if (Scene.Replicas.FirstOrDefault(r => r.Role == QuorumRole.Leader) is { } leader && replica.Role != QuorumRole.Leader)
                {
                    replica.Do(actions => replica.Machine.OnLeaderLearnt(leader.Machine.Self.NodeId, leader.Epoch, Scene.Now, actions));
                }
                break;
        }
    }

    private void Change(SceneReplica leader)
    {
        if (leader.Role != QuorumRole.Leader) return;
        List<Voter> set = [.. leader.Log.Voters];
        Voter other = Names.Voter(_prng.Chance(0.5) ? s_newcomers[_prng.Next(s_newcomers.Length)] : Names.Of(Scene.Voters[_prng.Next(Scene.Voters.Count)]));
        if (!set.Remove(other)) set.Add(other);
        if (set.Count < 2) return;
        if (leader.Do(actions => leader.Machine.ChangeVoters(set, Scene.Now, actions)) == VoterChangeVerdict.Begun) Counted.Changes++;
    }

    private string? Check()
    {
        foreach (SceneReplica replica in Scene.Replicas)
        {
            if (replica.Stopped is { } reason) return $"{replica.Name} stopped: {reason}";
            long before = _highWatermarks.GetValueOrDefault(replica.Name);
            if (replica.HighWatermark < before) return $"{replica.Name}'s high watermark fell";
            if (replica.HighWatermark > replica.Log.End.Offset) return $"{replica.Name}'s high watermark lies behind its log";
            if (replica.HighWatermark > before && replica.Machine.IsHighWatermarkCurrent)
            {
                Counted.Rises++;
                if (IsOnTooFewDisks(replica) is { } tooFew) return tooFew;
            }
            _highWatermarks[replica.Name] = replica.HighWatermark;
            if (OnlyOneLeader(replica) is { } wrong) return wrong;
        }
        foreach (SceneReplica replica in Scene.Replicas)
        {
            if (AgreesWithWhatIsCommitted(replica) is { } wrong) return wrong;
        }
        Counted.Cuts += Scene.Replicas.Sum(r => r.Done.Count(a => a is CutLog));
        foreach (SceneReplica replica in Scene.Replicas) replica.Done.Clear();
        return null;
    }

    private string? IsOnTooFewDisks(SceneReplica leader)
    {
        List<(Entry, long)> committed = [.. Data(leader).Where(d => d.Offset < leader.HighWatermark)];
        IReadOnlyList<Voter> voters = leader.Log.Voters;
        int copies = voters.Count(v => Scene.Replicas.Any(r => r.Machine.Self == v && r.Log.SyncedEnd.Offset >= leader.HighWatermark && committed.All(Data(r).Contains)));
        int needed = VoterSet.WriteQuorum(voters.Count, _writeQuorum);
        return copies >= needed ? null : $"{leader.Name}'s high watermark rose to {leader.HighWatermark} with {copies} of {needed} copies on disk";
    }

    private string? OnlyOneLeader(SceneReplica replica)
    {
        if (replica.Role != QuorumRole.Leader) return null;
        if (_leaders.TryAdd(replica.Epoch, replica.Name))
        {
            Counted.Elections++;
            // A new leader holds everything that was committed before.
            List<(Entry, long)> held = Data(replica);
            foreach ((Entry Entry, long Offset) committed in _committed)
            {
                if (!held.Contains(committed)) return $"{replica.Name} leads {replica.Epoch} without {committed.Entry} at {committed.Offset}";
            }
        }
        return _leaders[replica.Epoch] == replica.Name ? null : $"{replica.Name} and {_leaders[replica.Epoch]} lead {replica.Epoch}";
    }

    private string? AgreesWithWhatIsCommitted(SceneReplica replica)
    {
        foreach ((Entry entry, long offset) in Data(replica))
        {
            if (offset >= replica.HighWatermark) break;
            int known = _committed.FindIndex(c => c.Offset == offset);
            if (known < 0) _committed.Add((entry, offset));
            else if (_committed[known].Entry != entry) return $"{replica.Name} has {entry} at {offset} below its high watermark, where {_committed[known].Entry} was committed";
        }
        return null;
    }

    private static List<(Entry Entry, long Offset)> Data(SceneReplica replica)
    {
        List<(Entry, long)> data = [];
        long offset = replica.Log.Base.Offset;
        foreach (Entry entry in replica.Log.Entries)
        {
            if (!entry.IsMarker) data.Add((entry, offset));
            offset += entry.Width;
        }
        return data;
    }

    internal sealed class Totals
    {
        public int Elections { get; set; }

        public int Rises { get; set; }

        public int Cuts { get; set; }

        public int Changes { get; set; }

        public override string ToString() => $"{Elections} elections, {Rises} rises, {Cuts} cuts, {Changes} changes";

        public void Add(Totals other)
        {
            Elections += other.Elections;
            Rises += other.Rises;
            Cuts += other.Cuts;
            Changes += other.Changes;
        }
    }
}
