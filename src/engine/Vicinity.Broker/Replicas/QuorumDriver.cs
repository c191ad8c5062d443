using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Storage;
using FetchRequest = Vicinity.Consensus.FetchRequest;
using QuorumFetchAnswer = Vicinity.Consensus.FetchAnswer;

namespace Vicinity.Broker;

/// <summary>
/// Drives the state machine of one replica's quorum: gives it what happened, carries out the actions that come back in their order, each on disk before the next
/// where the rules say so, and shows what the replica is afterwards. To be called under the replica's lock, except where it says otherwise. An exception
/// (a failed write or sync, a broken rule) is a crash of this one replica (rule D7): the driver must not be used after it, but for <see cref="Stop"/>.
/// </summary>
internal sealed class QuorumDriver
{
    private readonly TopicPartition _partition;
    private readonly Voter _self;
    private readonly PartitionLog _log;
    private readonly QuorumLog _quorumLog;
    private readonly QuorumReplica _quorum;
    private readonly QuorumActions _actions = new();
    private readonly List<FetchWish> _wishes = [];
    private readonly ReplicaContext _context;
    private Leadership _leadership = Leadership.None;
    private long _committed;
    private int _resignedEpoch = -1;
    private bool _hasServed;
    private bool _handsOver;
    private bool _asksForVotes;

    /// <summary>The driver of a replica after a start: Unattached, in the recorded epoch with the recorded vote.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="self">The replica as a voter.</param>
    /// <param name="log">Its log.</param>
    /// <param name="vote">What it has promised.</param>
    /// <param name="config">The topic's settings.</param>
    /// <param name="context">What the node's replicas share.</param>
    /// <param name="committed">What was known to be committed, where the log was in use before; 0 after a start.</param>
    public QuorumDriver(TopicPartition partition, Voter self, PartitionLog log, VoteRecord vote, TopicConfig config, ReplicaContext context, long committed)
    {
        _partition = partition;
        _self = self;
        _log = log;
        _context = context;
        _log.Options = ReplicaStore.OptionsOf(config);
        _quorumLog = new QuorumLog(log) { CountsUnsynced = !config.FlushesBeforeAcknowledging };
        _quorum = new QuorumReplica(self, _quorumLog, vote.Epoch, vote.Voted, log.Base.Position.Offset, context.Timers, ReplicaContext.NewPrng(), ReplicaContext.NowMs)
        {
            WriteQuorum = config.MinInsyncReplicas,
        };
        _committed = Math.Max(_quorum.HighWatermark, committed);
    }

    /// <summary>An input of the state machine: what happened, at which time; its actions go into the list.</summary>
    public delegate void Input(QuorumReplica quorum, long nowMs, QuorumActions actions);

    /// <summary>The replica's place in its quorum. For any thread, without a lock.</summary>
    public Leadership Leadership => Volatile.Read(ref _leadership);

    /// <summary>The high watermark as the quorum knows it. For any thread, without a lock.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Its epoch.</summary>
    public int Epoch => _quorum.Epoch;

    /// <summary>Whether it leads.</summary>
    public bool Leads => _quorum.Role == QuorumRole.Leader;

    /// <summary>The high watermark that the state machine has.</summary>
    public long HighWatermark => _quorum.HighWatermark;

    /// <summary>When the next timer is due.</summary>
    public long NextDeadline => _quorum.NextDeadline;

    /// <summary>Leader: how far the others are.</summary>
    public IReadOnlyList<ReplicaProgress> Progress => _quorum.Progress;

    /// <summary>The topic's settings changed.</summary>
    public ReplicaEffects? Configure(TopicConfig config)
    {
        _log.Options = ReplicaStore.OptionsOf(config);
        _quorumLog.CountsUnsynced = !config.FlushesBeforeAcknowledging;
        _quorum.WriteQuorum = config.MinInsyncReplicas;
        return CarryOut(default, null, out _);
    }

    /// <summary>Gives an input, and carries out what follows.</summary>
    public ReplicaEffects? Put(Input input)
    {
        input(_quorum, ReplicaContext.NowMs, _actions);
        return CarryOut(default, null, out _);
    }

    /// <summary>The log is on disk up to its synced end, or counts as such.</summary>
    public ReplicaEffects? Synced()
    {
        _quorum.OnSynced(ReplicaContext.NowMs, _actions);
        return CarryOut(default, null, out _);
    }

    /// <summary>Stops leading on purpose, and lets another campaign.</summary>
    public ReplicaEffects? Resign(Voter? preferred)
    {
        _handsOver = Leads;
        return Put((quorum, now, actions) => quorum.Resign(preferred, now, actions));
    }

    /// <summary>A replica fetches from this one.</summary>
    public FetchVerdict Fetched(in FetchRequest request, bool isParked, out ReplicaEffects? effects)
    {
        FetchVerdict verdict = _quorum.OnFetch(request, ReplicaContext.NowMs, _actions, isParked);
        effects = CarryOut(default, null, out _);
        return verdict;
    }

    /// <summary>An answer to a Fetch of this replica. Entries that continue the log are appended.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="entries">Its entries; not used after the return.</param>
    /// <param name="wantsFlush">Whether the log is to be flushed: the next Fetch is wanted after that.</param>
    public ReplicaEffects? FetchAnswered(in QuorumFetchAnswer answer, ReadOnlyMemory<byte> entries, out bool wantsFlush)
    {
        _quorum.OnFetchAnswer(answer, ReplicaContext.NowMs, _actions);
        return CarryOut(entries, null, out wantsFlush);
    }

    /// <summary>The leader's base has come, or could not be got.</summary>
    public ReplicaEffects? BaseArrived(int leaderId, int epoch, LogBase? known)
    {
        _quorum.OnBase(leaderId, epoch, known?.Position, ReplicaContext.NowMs, _actions);
        return CarryOut(default, known, out _);
    }

    /// <summary>A follower was heard.</summary>
    public void FollowerAlive(in FollowerHeartbeat heard) => _quorum.OnReplicaAlive(heard.Follower, heard.Epoch, heard.AtMs);

    /// <summary>The leader was heard.</summary>
    public void LeaderAlive(int nodeId, int epoch, long atMs) => _quorum.OnLeaderAlive(nodeId, epoch, atMs);

    /// <summary>The Fetch to have under way to a node, or null.</summary>
    public FetchWish? WishFor(int nodeId)
    {
        foreach (FetchWish wish in _wishes)
        {
            if (wish.NodeId == nodeId) return wish;
        }

        return null;
    }

    /// <summary>The replica goes out of service: it takes no further part.</summary>
    /// <param name="afterwards">What is shown from now on.</param>
    /// <returns>The nodes to which a Fetch was wanted.</returns>
    public List<int> Stop(Leadership afterwards)
    {
        List<int> nodes = [.. _wishes.Select(w => w.NodeId)];
        _actions.Clear();
        _wishes.Clear();
        AskForVotes(false);
        Volatile.Write(ref _leadership, afterwards);
        return nodes;
    }

    /// <summary>Carries out the actions of an input in their order, and what follows from them.</summary>
    private ReplicaEffects? CarryOut(ReadOnlyMemory<byte> entries, LogBase? @base, out bool wantsFlush)
    {
        var step = new Step { Entries = entries, Base = @base };
        while (_actions.All.Count > 0)
        {
            IReadOnlyList<QuorumAction> all = _actions.All;
            for (int i = 0; i < all.Count; i++) CarryOut(all[i], ref step);
            _actions.Clear();
            if (step.IsRefused) _quorum.OnAppendRefused(ReplicaContext.NowMs, _actions);
            else if (step.IsSynced) _quorum.OnSynced(ReplicaContext.NowMs, _actions);
            step.IsRefused = step.IsSynced = false;
        }

        Publish(ref step);
        wantsFlush = step.WantsFlush;
        return step.Effects;
    }

    private void CarryOut(QuorumAction action, ref Step step)
    {
        switch (action)
        {
            case RecordVote vote:
                _context.Votes.Record(_self.ReplicaId, new VoteRecord(vote.Epoch, vote.Voted));
                break;
            case AppendMarker marker:
                _log.AppendMarker(marker.Epoch, _self.NodeId, marker.Voters, _context.Time.GetUtcNow().ToUnixTimeMilliseconds());
                _log.Sync();
                step.IsSynced = true;
                break;
            case AppendFetched append:
                AppendEntries(append.Epoch, ref step);
                break;
            case CutLog cut:
                lock (_context.BoundsGate) _log.Truncate(cut.End, LowerBound);
                ReplicaLogLines.LogCut(_context.Log, _partition, cut.End);
                _context.Record(ClusterEventKind.LogTruncated, _partition, Leadership.Epoch, offset: cut.End.Offset);
                break;
            case TakeBase take:
                if (step.Base is null || step.Base.Position != take.Base) throw new BrokerException($"the base {take.Base} of {_partition} is to be taken and is not there");
                lock (_context.BoundsGate) _log.ReplaceBase(step.Base, LowerBound);
                ReplicaLogLines.BaseTaken(_context.Log, _partition, take.Base);
                break;
            case SendFetch fetch:
                Wish(new FetchWish(fetch.NodeId, fetch.Epoch, fetch.Position), ref step);
                break;
            case StopReplica stop:
                throw new BrokerException($"a rule of the quorum was broken: {stop.Reason}");
            default:
                ((step.Effects ??= new()).Messages ??= []).Add(action);
                break;
        }
    }

    private void AppendEntries(int epoch, ref Step step)
    {
        try
        {
            _log.AppendEntries(step.Entries.Span, epoch);
            if (_quorumLog.CountsUnsynced) step.IsSynced = true;
            else step.WantsFlush = true;
        }
        catch (InvalidDataException e)
        {
            ReplicaLogLines.EntriesRefused(_context.Log, _partition, Leadership.LeaderId, e.Message);
            step.IsRefused = true;
        }
    }

    private void LowerBound(SyncedBound bound) => _context.Votes.RecordBounds([(_self.ReplicaId, bound)]);

    private void Wish(FetchWish wish, ref Step step)
    {
        _wishes.RemoveAll(w => w.NodeId == wish.NodeId);
        _wishes.Add(wish);
        Wanted(wish.NodeId, ref step);
    }

    private static void Wanted(int nodeId, ref Step step)
    {
        List<int> nodes = (step.Effects ??= new()).FetchNodes ??= [];
        if (!nodes.Contains(nodeId)) nodes.Add(nodeId);
    }

    /// <summary>Shows the quorum's state to readers without the lock, and notes what changed.</summary>
    private void Publish(ref Step step)
    {
        if (_quorum.HighWatermark > _committed)
        {
            Volatile.Write(ref _committed, _quorum.HighWatermark);
            _context.CountRise();
        }

        Leadership before = _leadership;
        QuorumRole role = _quorum.Role;
        int epoch = _quorum.Epoch;
        bool changing = _quorum.IsChangingVoters;
        if (before.Role == role && before.Epoch == epoch && before.LeaderId == _quorum.LeaderId
            && before.IsCurrent == _quorum.IsHighWatermarkCurrent && before.IsChanging == changing)
            return;
        if (before.Role == QuorumRole.Leader && role == QuorumRole.Unattached && before.Epoch == epoch) (_resignedEpoch, _hasServed) = (epoch, before.IsCurrent);
        bool hasResigned = role is QuorumRole.Unattached or QuorumRole.Prospective && epoch == _resignedEpoch;
        long lostAt = !hasResigned ? -1 : before.Role != QuorumRole.Leader ? before.LostAtMs : _handsOver ? -1 : ReplicaContext.NowMs;
        _handsOver = false;

        // One that lost its majority before it knew what the others have deleted must not serve that to readers afterwards.
        bool serves = role == QuorumRole.Leader || changing || (hasResigned && _hasServed);
        var now = new Leadership(role, epoch, _quorum.LeaderId, _quorum.IsHighWatermarkCurrent, changing, serves, lostAt);
        Volatile.Write(ref _leadership, now);
        AskForVotes(role is QuorumRole.Prospective or QuorumRole.Candidate);
        ReplicaEffects effects = step.Effects ??= new();
        effects.LeadershipChanged = true;
        effects.EndsPromises = before.Holds && !now.Holds;
        DropWishes(role, _quorum.LeaderId, ref step);
        Report(before, now);
    }

    private void AskForVotes(bool asks)
    {
        if (asks == _asksForVotes) return;
        _asksForVotes = asks;
        if (asks) _context.Elections.Begun();
        else _context.Elections.Ended();
    }

    /// <summary>A leader or candidate fetches from no replica, a follower from its leader alone.</summary>
    private void DropWishes(QuorumRole role, int leaderId, ref Step step)
    {
        for (int i = _wishes.Count - 1; i >= 0; i--)
        {
            int node = _wishes[i].NodeId;
            if (role is not (QuorumRole.Leader or QuorumRole.Candidate) && (role != QuorumRole.Follower || node == leaderId)) continue;
            _wishes.RemoveAt(i);
            Wanted(node, ref step);
        }
    }

    private void Report(Leadership before, Leadership now)
    {
        if (_log.Voters.Count <= 1) return;
        if (now.Role != before.Role) ReplicaLogLines.RoleChanged(_context.Log, _partition, before.Role, now.Role, now.Epoch);
        if (now.Role == QuorumRole.Leader && before.Role != QuorumRole.Leader) ReplicaLogLines.Leads(_context.Log, _partition, now.Epoch, _log.End.Offset);
        else if (before.Holds && !now.Holds) ReplicaLogLines.LeadsNoLonger(_context.Log, _partition, before.Epoch, now.LeaderId, now.Epoch);
    }

    /// <summary>What an input brings with it, and what came of its actions so far.</summary>
    private ref struct Step
    {
        public ReadOnlyMemory<byte> Entries;
        public LogBase? Base;
        public ReplicaEffects? Effects;
        public bool IsSynced;
        public bool IsRefused;
        public bool WantsFlush;
    }
}
