using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Makes things go wrong, at the rates of a profile, until it is told to stop. Not thread-safe.</summary>
internal sealed class FaultInjector
{
    private readonly Simulation _sim;
    private readonly Prng _prng;
    private readonly FaultProfile _profile;
    private readonly int[] _counts = new int[Enum.GetValues<FaultKind>().Length];
    private bool _stopped;

    public FaultInjector(Simulation sim, FaultProfile profile, Prng prng)
    {
        _sim = sim;
        _profile = profile;
        _prng = prng;
    }

    /// <summary>How often each kind happened.</summary>
    public IReadOnlyList<int> Counts => _counts;

    public bool HasStopped => _stopped;

    public void Happened(FaultKind kind) => _counts[(int)kind]++;

    /// <summary>Begins.</summary>
    public void Start()
    {
        _sim.Network.Loss = _profile.Loss;
        _sim.Network.Duplication = _profile.Duplication;
        _sim.Network.Lateness = _profile.Lateness;
        for (int kind = 0; kind < (int)FaultKind.CrashBetweenActions; kind++) Schedule((FaultKind)kind);
    }

    /// <summary>No further faults; what is broken is mended and what is down starts.</summary>
    public void Stop()
    {
        _stopped = true;
        _sim.Network.Calm();
        foreach (SimulatedNode node in _sim.Nodes.All)
        {
            node.DiskFactor = 1;
            node.NextSyncFails = node.NextWriteFails = false;
            if (node.Replica is null) StartLater(node, 1 + _prng.Next(50));
        }
    }

    /// <summary>Whether a process ends here, between two actions.</summary>
    public bool CrashesHere(out bool losesPower)
    {
        losesPower = false;
        if (_stopped || _profile.CrashBetweenActions == 0 || !_prng.Chance(_profile.CrashBetweenActions)) return false;
        losesPower = _prng.Chance(0.6);
        Happened(FaultKind.CrashBetweenActions);
        return true;
    }

    /// <summary>A process has ended: it is started again after a while.</summary>
    public void StartLater(SimulatedNode node)
    {
        int ms = _stopped ? 10 : _prng.Chance(0.5) ? _prng.Next(1, 40) : _prng.Next(40, 1500);
        StartLater(node, ms);
    }

    private void StartLater(SimulatedNode node, int ms) => _sim.Queue.Add(_sim.NowUs + 1000L * ms, node.Start);

    private void Schedule(FaultKind kind)
    {
        double mean = _profile.MeanMs(kind);
        if (mean == 0) return;
        long delay = (long)(-1000 * mean * Math.Log(1 - _prng.NextDouble())) + 1;
        _sim.Queue.Add(_sim.NowUs + delay, () =>
        {
            if (_stopped) return;
            if (Inject(kind)) Happened(kind);
            Schedule(kind);
        });
    }

    private bool Inject(FaultKind kind)
    {
        SimulatedNode node = Any();
        switch (kind)
        {
            case FaultKind.Kill or FaultKind.PowerLoss:
                if (node.Replica is null) return false;
                node.Crash(kind == FaultKind.PowerLoss, kind == FaultKind.PowerLoss ? "loses power" : "is killed");
                return true;
            case FaultKind.PowerLossOfAll:
                foreach (SimulatedNode each in _sim.Nodes.All) each.Crash(losesPower: true, "loses power, as all do");
                return true;
            case FaultKind.Pause or FaultKind.Suspend:
                if (node.Replica is null || node.IsPaused) return false;
                if (_prng.Chance(0.5) && _sim.Nodes.Leader() is { } leader && !leader.IsPaused) node = leader;
                node.Pause(_sim.NowUs + 1000L * _prng.Next(50, 2000), kind == FaultKind.Suspend);
                return true;
            case FaultKind.EmptiedDisk:
                if (_prng.Chance(0.4) && _sim.Nodes.Leader() is { } leading) node = leading;
                if (!_sim.Nodes.CanLose(node)) return false;
                node.Crash(losesPower: false, "stops, to come back with an empty disk");
                node.EmptyDisk("its folder is emptied");
                return true;
            case FaultKind.Rot:
                if (!_sim.Nodes.CanLose(node)) return false;
                node.Crash(losesPower: true, "loses power, and bytes on its disk rot");
                return node.Folder.Log.Rot(_prng);
            case FaultKind.FailingFlush:
                return node.Replica is not null && (node.NextSyncFails = true);
            case FaultKind.FailingWrite:
                return node.Replica is not null && (node.NextWriteFails = true);
            case FaultKind.SlowDisk:
                node.DiskFactor = _prng.Next(5, 100);
                _sim.Queue.Add(_sim.NowUs + Duration(1500), () => node.DiskFactor = 1);
                return true;
            case FaultKind.Partition:
                int side = _prng.Next(1, (1 << _sim.Nodes.All.Count) - 1);
                Cut((from, to) => ((side >> from) & 1) != ((side >> to) & 1), "the network falls into two", Duration(1500), nodesOnly: true);
                return true;
            case FaultKind.Isolation:
                bool clientsToo = _prng.Chance(0.5);
                if (_prng.Chance(0.4) && _sim.Nodes.Leader() is { } cutOff) node = cutOff;
                Cut((from, to) => from == node.Id || to == node.Id, $"{node.Letter} is cut off", Duration(1500), !clientsToo);
                return true;
            case FaultKind.OneWayCut:
                int other = _prng.Next(_sim.Nodes.All.Count);
                bool all = _prng.Chance(0.4);
                bool outwards = _prng.Chance(0.5);
                Cut((from, to) => (outwards ? from : to) == node.Id && (all || (outwards ? to : from) == other), $"{node.Letter} can {(outwards ? "only hear" : "only speak")}", Duration(1500), nodesOnly: true);
                return true;
            case FaultKind.SlowLink:
                (int slowFrom, int slowTo) = (node.Id, Any().Id);
                _sim.Network.Slow(slowFrom, slowTo, _prng.Next(5, 150));
                _sim.Queue.Add(_sim.NowUs + Duration(1500), () => _sim.Network.Slow(slowFrom, slowTo, 0));
                return true;
            case FaultKind.Storm:
                double before = _profile.Loss;
                _sim.Network.Loss = 0.2 + 0.6 * _prng.NextDouble();
                _sim.Queue.Add(_sim.NowUs + Duration(400), () => _sim.Network.Loss = _stopped ? 0 : before);
                return true;
            case FaultKind.ConnectionLost:
                node.NodeLost(Any().Id);
                return true;
            case FaultKind.HandOver:
                return _sim.Administrator.HandOver();
            case FaultKind.Campaign:
                if (_sim.IsTracing) _sim.Trace!.Note($"{node.Letter} is asked to campaign");
                node.Ask((replica, actions) => replica.Campaign(node.NowMs, actions));
                return true;
            case FaultKind.VoterChange:
                return _sim.Administrator.ChangeVoters();
            case FaultKind.WriteQuorumChange:
                _sim.SetWriteQuorum(_prng.Next(0, 6));
                return true;
            case FaultKind.BaseMove:
                return node.MoveBase(_prng);
            case FaultKind.WallClockJump:
                node.WallErrorMs += _prng.Next(-1_000_000_000, 1_000_000_000);
                return true;
            default:
                return false;
        }
    }

    private void Cut(Func<int, int, bool> isCut, string what, long forUs, bool nodesOnly)
    {
        int ends = nodesOnly ? _sim.Nodes.All.Count : _sim.Ends;
        var cut = new List<(int From, int To)>();
        for (int from = 0; from < ends; from++)
        {
            for (int to = 0; to < ends; to++)
            {
                if (from == to || !isCut(from, to)) continue;
                cut.Add((from, to));
                _sim.Network.Cut(from, to);
                // Some connections notice.
                if (to < _sim.Nodes.All.Count && from < _sim.Nodes.All.Count && _prng.Chance(0.2)) _sim.Nodes.All[to].NodeLost(from);
            }
        }
        if (_sim.IsTracing) _sim.Trace!.Note($"{what} for {forUs / 1000} ms");
        _sim.Queue.Add(_sim.NowUs + forUs, () =>
        {
            if (_stopped) return;
            foreach ((int from, int to) in cut) _sim.Network.Mend(from, to);
            if (_sim.IsTracing) _sim.Trace!.Note($"mended: {what}");
        });
    }

    private SimulatedNode Any() => _sim.Nodes.All[_prng.Next(_sim.Nodes.All.Count)];

    private long Duration(int meanMs) => 1000 * Math.Min(5L * meanMs, (long)(-meanMs * Math.Log(1 - _prng.NextDouble())) + 20);
}
