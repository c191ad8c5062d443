using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// One partition's quorum with its clients, on one virtual clock and one seed. First faults come at the rates of a profile; then they stop, and
/// within a bound the cluster must serve again. Checkers look at every step. Not thread-safe, and to be used once.
/// </summary>
internal sealed class Simulation
{
    private readonly SimulationSettings _settings;
    private readonly FaultProfile _profile;
    private readonly Producer[] _producers;
    private readonly Reader[] _readers;
    private readonly Prng _prng;
    private long _steps;
    private ulong _hash = 14695981039346656037UL;
    private int _labels;

    public Simulation(SimulationSettings settings)
    {
        _settings = settings;
        var root = new Prng(settings.Seed);
        _prng = root.Derive("setting");
        _profile = FaultProfile.Draw(settings.Profile, root.Derive("profile"));
        int first = _prng.Next(_profile.FirstVoters.Least, _profile.FirstVoters.Most + 1);
        int nodes = Math.Max(3, first + _prng.Next(0, 3));
        int producers = _prng.Next(1, 4);
        int readers = _prng.Next(1, 3);
        Ends = nodes + producers + readers;
        Timers = new QuorumTimers();
        DiskMeanUs = _prng.Next(200, 8000);
        UsesSessions = _prng.Chance(0.5);
        LateTicks = _prng.Chance(0.5);
        EntriesInAnAnswer = _prng.Next(1, 9);
        WriteQuorum = _prng.Chance(0.6) ? 0 : _prng.Next(1, 6);
        Network = new SimulatedNetwork(Ends, root.Derive("network")) { MeanUs = _prng.Next(100, 4000) };
        if (settings.Trace) Trace = new Trace(this);
        Nodes = new NodeSet(this, nodes, root.Derive("nodes"));
        FirstVoters = [.. Nodes.All.Take(first).Select(n => n.Self)];
        for (int i = 0; i < first; i++) Nodes.All[i].PrepareAsFirstVoter(FirstVoters);
        Checks = new CheckerSet(Nodes.Durable, Timers.CheckQuorumMs + 150, Timers.FetchTimeoutMs / 2);
        Faults = new FaultInjector(this, _profile, root.Derive("faults"));
        Administrator = new Administrator(this, root.Derive("administrator"));
        _producers = new Producer[producers];
        _readers = new Reader[readers];
        Prng clients = root.Derive("clients");
        for (int i = 0; i < producers; i++) _producers[i] = new Producer(this, nodes + i, i, _prng.Next(20, 200), clients.Derive("producer" + i));
        for (int i = 0; i < readers; i++) _readers[i] = new Reader(this, nodes + producers + i, i, clients.Derive("reader" + i));
    }

    /// <summary>Virtual time, in microseconds.</summary>
    public long NowUs { get; private set; }

    public EventQueue Queue { get; } = new();

    public SimulatedNetwork Network { get; }

    public NodeSet Nodes { get; }

    public CheckerSet Checks { get; }

    public FaultInjector Faults { get; }

    public Administrator Administrator { get; }

    public SimulationStatistics Statistics { get; } = new();

    public Trace? Trace { get; }

    public bool IsTracing => Trace is not null;

    /// <summary>Nodes and clients.</summary>
    public int Ends { get; }

    public QuorumTimers Timers { get; }

    public IReadOnlyList<Voter> FirstVoters { get; }

    public DriverFault DriverFault => _settings.DriverFault;

    /// <summary>Mean time of a flush, in microseconds.</summary>
    public int DiskMeanUs { get; }

    /// <summary>Whether a Fetch waits at the leader until there is something, with heartbeats both ways, or is answered empty after a while.</summary>
    public bool UsesSessions { get; }

    /// <summary>Whether ticks come up to 2 ms late.</summary>
    public bool LateTicks { get; }

    /// <summary>Whether drivers tell heartbeats only when a timer is due, as a node with thousands of partitions does.</summary>
    public bool LateSigns => _settings.Seed % 2 == 0;

    public int EntriesInAnAnswer { get; }

    /// <summary>The write quorum that the operator wants.</summary>
    public int WriteQuorum { get; private set; }

    /// <summary>Runs to the end or to the first violation.</summary>
    public SimulationResult Run()
    {
        Planted.Fault = _settings.Fault;
        string? violation = null;
        long recovered = -1;
        try
        {
            foreach (SimulatedNode node in Nodes.All) Queue.Add(_prng.Next(50_000), node.Start);
            Queue.Add(20_000, Gossip);
            Faults.Start();
            RunUntil(1000L * _settings.FaultyMs);
            recovered = Recover();
        }
        catch (ViolationException broken)
        {
            violation = broken.Message;
            Trace?.Note("VIOLATION " + broken.Message);
        }
        finally
        {
            Planted.Fault = PlantedFault.None;
        }
        Statistics.Acknowledged = Checks.AcknowledgedRecords.Count;
        int[] faults = [.. Faults.Counts];
        faults[(int)FaultKind.MessageLost] = Network.Lost;
        faults[(int)FaultKind.MessageDoubled] = Network.Doubled;
        faults[(int)FaultKind.MessageVeryLate] = Network.Late;
        return new SimulationResult(_settings, _profile.Name, violation, _steps, NowUs / 1000, recovered, _hash, Statistics, faults, Trace);
    }

    /// <summary>Sends a message on its way.</summary>
    public void Send(int from, int to, Message message)
    {
        Network.Route(from, to, out long first, out long second);
        int[]? clock = null;
        if (Trace is not null && message is not (ReadAsked or ReadAnswered))
        {
            string lost = first >= 0 ? "" : Network.IsCut(from, to) ? " (cut off)" : " (lost)";
            Trace.Add(from, NameOfEnd(from), "", $"-> {NameOfEnd(to)}: {Words.Of(message, this)}{lost}");
            clock = Trace.Departing(from);
        }
        if (first >= 0) Queue.Add(NowUs + first, () => Deliver(from, to, message, clock));
        if (second >= 0) Queue.Add(NowUs + second, () => Deliver(from, to, message, clock));
    }

    /// <summary>Takes note of something that happened, for the hash of the run.</summary>
    public void Mix(long a, long b, long c) => _hash = (((((_hash ^ (ulong)a) * 1099511628211UL) ^ (ulong)b) * 1099511628211UL) ^ (ulong)c) * 1099511628211UL;

    public string NextLabel() => Drawing.BatchName(_labels++);

    public void SetWriteQuorum(int wanted)
    {
        WriteQuorum = wanted;
        if (IsTracing) Trace!.Note($"the write quorum is set to {wanted}");
        foreach (SimulatedNode node in Nodes.All) node.Ask((replica, _) => replica.WriteQuorum = wanted);
    }

    public string NameOf(Voter voter) => Nodes.All[voter.NodeId].Self == voter ? Nodes.All[voter.NodeId].Folder.Name : Nodes.NameOf(voter.NodeId) + "(lost)";

    public string NamesOf(IReadOnlyList<Voter> voters) => "{" + string.Join(",", voters.Select(NameOf)) + "}";

    public string ClientName(int end) => end < Nodes.All.Count + _producers.Length ? "P" + (end - Nodes.All.Count) : "R" + (end - Nodes.All.Count - _producers.Length);

    /// <summary>Name of a node or client.</summary>
    public string EndName(int end) => end < Nodes.All.Count ? Nodes.NameOf(end) : ClientName(end);

    private string NameOfEnd(int end) => end < Nodes.All.Count ? Nodes.All[end].Folder.Name : ClientName(end);

    private void Deliver(int from, int to, Message message, int[]? clock)
    {
        Mix(NowUs, from * 64 + to, message.GetType().Name.Length);
        if (clock is not null) Trace!.Arriving(to, clock);
        if (to < Nodes.All.Count) Nodes.All[to].Receive(from, message);
        else if (message is ProduceAnswered produced) _producers[to - Nodes.All.Count].Receive(produced);
        else if (message is ReadAnswered read) _readers[to - Nodes.All.Count - _producers.Length].Receive(read);
    }

    private void RunUntil(long untilUs)
    {
        while (NowUs < untilUs && Queue.TryTake(out long dueUs, out Action run))
        {
            NowUs = dueUs;
            _steps++;
            run();
        }
    }

    /// <summary>Nodes tell each other who leads, as tables of leaders do.</summary>
    private void Gossip()
    {
        foreach (SimulatedNode node in Nodes.All)
        {
            if (node.Replica is not { LeaderId: >= 0 } replica || node.IsPaused) continue;
            int to = _prng.Next(Nodes.All.Count);
            if (to != node.Id) Send(node.Id, to, new LeaderTold(replica.LeaderId, replica.Epoch));
        }
        Queue.Add(NowUs + _prng.Next(20_000, 150_000), Gossip);
    }

    /// <summary>After the faults: a leader, all voters caught up, everything acknowledged, and one more write; how long it took in milliseconds.</summary>
    private long Recover()
    {
        Faults.Stop();
        if (IsTracing) Trace!.Note("no more faults from here on");
        foreach (Producer producer in _producers) producer.IsStopped = true;
        long began = NowUs;
        bool wroteMore = false;
        while (NowUs - began < 1000L * _settings.RecoveryMs)
        {
            RunUntil(NowUs + 20_000);
            Administrator.Repair();
            if (WhatIsMissing() is not null) continue;
            if (wroteMore)
            {
                SimulatedNode leader = Nodes.Leader()!;
                Checks.AcknowledgedRecords.Finished(leader.Folder.Name, leader.Log!);
                return (NowUs - began) / 1000;
            }
            wroteMore = true;
            foreach (Producer producer in _producers) producer.ProduceOne();
        }
        throw new ViolationException("Recovery", $"when the faults have ended, the cluster serves again within {_settings.RecoveryMs} ms", WhatIsMissing() ?? "a last write was not acknowledged");
    }

    private string? WhatIsMissing()
    {
        if (Nodes.Leader() is not { } leader) return "there is no leader";
        foreach (Voter voter in leader.Log!.Voters)
        {
            if (!Nodes.IsIntact(voter)) return $"voter {NameOf(voter)} of {leader.Letter}'s set {NamesOf(leader.Log.Voters)} is lost and not replaced";
            SimulatedNode node = Nodes.All[voter.NodeId];
            if (node.Replica is null) return $"{node.Letter} is down";
            if (node.Log!.End != leader.Log.End || node.Replica.HighWatermark != leader.Log.End.Offset || node.Replica.Epoch != leader.Replica!.Epoch)
                return $"{node.Letter} at {node.Log.End}, high watermark {node.Replica.HighWatermark}, epoch {node.Replica.Epoch}, has not caught up with {leader.Letter} at {leader.Log.End}, high watermark {leader.Replica!.HighWatermark}, epoch {leader.Replica.Epoch}";
        }
        foreach (Producer producer in _producers)
            if (producer.Outstanding > 0) return $"producer {producer.Id} waits for {producer.Outstanding} batches; {leader.Letter} leads epoch {leader.Replica!.Epoch} with high watermark {leader.Replica.HighWatermark}";
        return null;
    }
}
