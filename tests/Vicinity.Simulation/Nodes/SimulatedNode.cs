using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// A node with one replica: what a driver of the state machine does. It takes one input at a time, carries out its actions in order, waits for the disk
/// where an action says so, and only then answers and takes the next input. Its process may be killed, lose power, be paused, or fail at
/// any point between two actions. Not thread-safe.
/// </summary>
internal sealed partial class SimulatedNode
{
    private readonly Simulation _sim;
    private readonly Prng _prng;
    private readonly QuorumActions _actions = new();
    private readonly Queue<Action> _waiting = new();
    private readonly long _clockStartUs;
    private bool _busy;
    private bool _taking;
    private long _pausedUntilUs;
    private long _stoodStillUs;
    private long _goingSinceUs;
    private long _tickDueUs = long.MaxValue;
    private int _tickNumber;
    private bool _syncing;
    private bool _syncAgain;
    private int _uuids;
    private QuorumReplica? _beforeRestart;
    private SimulatedLog? _logBeforeRestart;

    public SimulatedNode(Simulation sim, int id, Prng prng)
    {
        _sim = sim;
        _prng = prng;
        Id = id;
        Letter = ((char)('A' + id)).ToString();
        _clockStartUs = 1000L * _prng.Next(1, 1_000_000_000);
        Folder = NewFolder(LogBase.Newcomer);
    }

    public int Id { get; }

    /// <summary>A, B, C, ...</summary>
    public string Letter { get; }

    /// <summary>What is on its disk.</summary>
    public ReplicaFolder Folder { get; private set; }

    /// <summary>The running state machine; null while the process is down.</summary>
    public QuorumReplica? Replica { get; private set; }

    /// <summary>The log as the running process sees it.</summary>
    public SimulatedLog? Log { get; private set; }

    /// <summary>Counts the starts.</summary>
    public int Incarnation { get; private set; }

    public bool IsPaused => _pausedUntilUs > _sim.NowUs;

    public Voter Self => new(Id, Folder.Uuid);

    /// <summary>Factor on the time that its disk takes.</summary>
    public int DiskFactor { get; set; } = 1;

    /// <summary>The next flush fails.</summary>
    public bool NextSyncFails { get; set; }

    /// <summary>The next write to the log fails.</summary>
    public bool NextWriteFails { get; set; }

    /// <summary>The node's wall clock is wrong by so much; nothing may depend on it.</summary>
    public long WallErrorMs { get; set; }

    /// <summary>Monotonic milliseconds of this node; they stand still while the machine is suspended.</summary>
    public long NowMs => (_clockStartUs + _sim.NowUs - _stoodStillUs) / 1000;

    /// <summary>The first voter's folder, before the first start.</summary>
    public void PrepareAsFirstVoter(IReadOnlyList<Voter> voters)
    {
        Guid uuid = Folder.Uuid;
        Folder = new ReplicaFolder(uuid, Folder.Name, LogBase.First(voters));
    }

    /// <summary>Starts the process: recovery of the log, then a replica that begins as Unattached (rule E7).</summary>
    public void Start()
    {
        if (Replica is not null) return;
        if (Folder.Log.IsRotten && _sim.DriverFault != DriverFault.RotIsTakenForTorn) EmptyDisk("bytes that had been synced are damaged");
        Folder.Votes.CompleteSync();
        Log = Folder.Log.Recover(sync: _sim.DriverFault != DriverFault.RecoveryIsNotSynced);
        if (Log.End.Epoch > Folder.Votes.Epoch)
        {
            EmptyDisk($"the log ends in epoch {Log.End.Epoch}, the recorded epoch is {Folder.Votes.Epoch}");
            Log = Folder.Log.Recover(sync: true);
        }
        Incarnation++;
        if (_beforeRestart is not null && _logBeforeRestart is not null)
        {
            _logBeforeRestart.Become(Log);
            (Replica, Log) = (_beforeRestart, _logBeforeRestart);
            (_beforeRestart, _logBeforeRestart) = (null, null);
        }
        else
        {
            Replica = new QuorumReplica(Self, Log, Folder.Votes.Epoch, Folder.Votes.Voted, Folder.HighWatermarkHint, _sim.Timers, new Prng(_prng.NextUInt64()), NowMs)
            {
                WriteQuorum = _sim.WriteQuorum,
            };
        }
        _goingSinceUs = _sim.NowUs;
        if (_sim.IsTracing) Tell($"starts: epoch {Replica.Epoch}{(Folder.Votes.Voted is { } v ? $", voted for {_sim.NameOf(v)}" : "")}, high watermark {Replica.HighWatermark}");
        _sim.Checks.Started(View());
        Settle(ticked: false);
    }

    /// <summary>The process ends without a word. After a power cut, what was on the way to the disk may be lost.</summary>
    public void Crash(bool losesPower, string why)
    {
        if (Replica is null) return;
        string left = "";
        if (losesPower)
        {
            left = ": " + Folder.Log.LosePower(_prng);
            Folder.Votes.LosePower(_prng);
        }
        if (_sim.DriverFault == DriverFault.RestartIsNotNoticed && losesPower) (_beforeRestart, _logBeforeRestart) = (Replica, Log);
        if (_sim.IsTracing) Tell($"{why}{left}");
        Replica = null;
        Log = null;
        Incarnation++;
        _waiting.Clear();
        _busy = _syncing = _syncAgain = _asked = false;
        _tickDueUs = long.MaxValue;
        _pausedUntilUs = 0;
        NextSyncFails = NextWriteFails = false;
        ForgetRequests();
        _sim.Nodes.Ended(this, losesPower);
    }

    /// <summary>The folder is gone; the next start makes a new one, with a new uuid.</summary>
    public void EmptyDisk(string why)
    {
        ReplicaFolder lost = Folder;
        Folder = NewFolder(LogBase.Newcomer, _sim.DriverFault == DriverFault.EmptiedDiskKeepsUuid ? lost : null);
        _beforeRestart = null;
        _sim.Nodes.LostFolder(lost);
        if (_sim.IsTracing) Tell($"has lost its disk ({why}); its replica is now {Folder.Name}");
    }

    /// <summary>The process stands still until then; messages wait. Suspended: its monotonic clock stands still too.</summary>
    public void Pause(long untilUs, bool suspended)
    {
        if (Replica is null || IsPaused) return;
        _pausedUntilUs = untilUs;
        if (suspended) _stoodStillUs += untilUs - _sim.NowUs;
        _goingSinceUs = untilUs;
        if (_sim.IsTracing) Tell($"{(suspended ? "is suspended" : "is paused")} for {(untilUs - _sim.NowUs) / 1000} ms");
    }

    /// <summary>Retention: the base moves up, over whole batches that are on disk and below the high watermark (rule S1).</summary>
    public bool MoveBase(Prng prng)
    {
        if (Replica is not { } replica || _busy || IsPaused) return false;
        bool behindMarkers = _sim.DriverFault == DriverFault.BaseBehindMarker;
        int most = 0;
        for (int i = 0; i < Log!.Entries.Count; i++)
        {
            LogEntry entry = Log.Entries[i];
            if (entry.Position.Offset > replica.HighWatermark || entry.Position > Log.SyncedEnd) break;
            if (!entry.IsMarker || behindMarkers) most = i + 1;
        }
        if (most == 0) return false;
        int count = prng.Chance(0.3) ? most : prng.Next(1, most + 1);
        while (count > 0 && Log.Entries[count - 1].IsMarker && !behindMarkers) count--;
        if (count == 0) return false;
        LogBase @base = Log.BaseBehind(count);
        if (_sim.DriverFault == DriverFault.BaseWithoutVoters) @base = @base with { Voters = _sim.FirstVoters };
        if (_sim.DriverFault == DriverFault.BaseWithoutProducers) @base = @base with { Producers = new ProducerTable() };
        if (_sim.DriverFault is DriverFault.None) _sim.Checks.TakingBase(View(), @base, moved: true);
        if (_sim.IsTracing) Tell($"moves its base to {@base.Position}");
        Folder.Log.MoveBase(count, @base);
        Log.MoveBase(count, @base);
        return true;
    }

    /// <summary>Runs something of this process at a time; when the process stands still then, as soon as it goes on; when it has ended, never.</summary>
    private void At(long dueUs, Action run)
    {
        int incarnation = Incarnation;
        _sim.Queue.Add(dueUs, () => AtOrLater(incarnation, run));
    }

    private void AtOrLater(int incarnation, Action run)
    {
        if (incarnation != Incarnation) return;
        if (IsPaused) _sim.Queue.Add(_pausedUntilUs, () => AtOrLater(incarnation, run));
        else run();
    }

    /// <summary>Takes an input now, or when those before it are done.</summary>
    private void Take(Action input)
    {
        if (_busy || _taking)
        {
            // A bound as every queue has; who asked will ask again.
            if (_waiting.Count < 10_000) _waiting.Enqueue(input);
            return;
        }
        _taking = true;
        input();
        while (!_busy && _waiting.TryDequeue(out Action? next)) next();
        _taking = false;
    }

    private void Tell(string text) => _sim.Trace!.Add(Id, Folder.Name, NodeSet.Drawn(this), text);

    private ReplicaFolder NewFolder(LogBase @base, ReplicaFolder? keeps = null)
    {
        if (keeps is not null) return new ReplicaFolder(keeps.Uuid, keeps.Name + "'", @base);
        var bytes = new byte[16];
        _prng.Fill(bytes);
        return new ReplicaFolder(new Guid(bytes), Letter + new string('\'', _uuids++), @base);
    }
}
