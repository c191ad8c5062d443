using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <content>What a leader serves: fetches of replicas, writes and reads of clients, with what waits for the high watermark.</content>
internal sealed partial class SimulatedNode
{
    private const int ProducesBound = 12;

    private readonly List<FetchAsked> _parked = [];
    private readonly List<(ProduceAsked Asked, int From, long Offset, int Epoch)> _produces = [];
    private readonly List<(ProduceAsked Asked, int From)> _held = [];
    private readonly Dictionary<Guid, long> _heardMs = [];
    private (QuorumRole Role, int Epoch, LogPosition End, long HighWatermark, LogPosition Committed) _settled;
    private long _leadsSinceMs;

    private void ReceiveFetch(FetchAsked fetch, bool isWoken)
    {
        if (!isWoken)
        {
            _parked.RemoveAll(p => p.Request.From == fetch.Request.From);
            HeardReplica(fetch.Request.From);
        }
        FetchVerdict verdict = default;
        Input((replica, actions) => verdict = replica.OnFetch(fetch.Request, NowMs, actions, isParked: isWoken), () => AnswerFetch(fetch, verdict));
    }

    private void AnswerFetch(FetchAsked fetch, FetchVerdict verdict)
    {
        if (Replica is not { } replica) return;
        Voter from = fetch.Request.From;
        if (verdict.Kind != FetchVerdictKind.Entries)
        {
            SendTo(from.NodeId, new FetchAnswered(fetch, verdict, -1, []), verdict.Epoch);
            return;
        }
        LogEntry[] entries = EntriesBehind(fetch.Request.Position, verdict.Position);
        bool newHighWatermark = Math.Min(replica.HighWatermark, fetch.Request.Position.Offset) > fetch.HighWatermark;
        if (entries.Length > 0 || newHighWatermark)
        {
            SendTo(from.NodeId, new FetchAnswered(fetch, verdict, replica.HighWatermark, entries), verdict.Epoch);
            return;
        }
        _parked.Add(fetch);
        ArmWait(fetch);
    }

    private void ArmWait(FetchAsked fetch) => At(_sim.NowUs + 50_000, () => Take(() => WaitEnds(fetch)));

    private void WaitEnds(FetchAsked fetch)
    {
        if (Replica is not { } replica || !_parked.Exists(p => ReferenceEquals(p, fetch))) return;
        if (_sim.UsesSessions && replica.Role == QuorumRole.Leader)
        {
            SendTo(fetch.Request.From.NodeId, new FetchHeld(fetch.Request.From, fetch.Number, replica.Epoch), replica.Epoch);
            ArmWait(fetch);
            return;
        }
        _parked.RemoveAll(p => ReferenceEquals(p, fetch));
        if (replica.Role != QuorumRole.Leader || replica.Epoch != fetch.Request.Epoch)
        {
            ReceiveFetch(fetch, isWoken: true);
            return;
        }
        var verdict = new FetchVerdict(FetchVerdictKind.Entries, QuorumError.None, replica.Epoch, Id, fetch.Request.Position);
        SendTo(fetch.Request.From.NodeId, new FetchAnswered(fetch, verdict, replica.HighWatermark, []), replica.Epoch);
    }

    private LogEntry[] EntriesBehind(LogPosition position, LogPosition bound)
    {
        int from = Log!.IndexBehind(position);
        if (from < 0) return [];
        int to = from;
        while (to < Log.Entries.Count && to - from < _sim.EntriesInAnAnswer && Log.Entries[to].Position <= bound) to++;
        var entries = new LogEntry[to - from];
        for (int i = 0; i < entries.Length; i++) entries[i] = Log.Entries[from + i];
        return entries;
    }

    private void ReceiveProduce(int from, ProduceAsked asked)
    {
        QuorumReplica replica = Replica!;
        if (replica.IsChangingVoters && _held.Count < ProducesBound)
        {
            _held.Add((asked, from));
            return;
        }
        if (replica.Role != QuorumRole.Leader || Log!.End.Epoch != replica.Epoch)
        {
            Answer(from, new ProduceAnswered(asked, ClientError.NotLeader, -1, replica.LeaderId));
            return;
        }
        ProducerVerdict verdict = Log.Producers.Look(asked.Producer, asked.Sequence, out long offset);
        if (verdict is ProducerVerdict.OutOfOrder or ProducerVerdict.TooOld)
        {
            Answer(from, new ProduceAnswered(asked, verdict == ProducerVerdict.TooOld ? ClientError.DuplicateSequence : ClientError.OutOfOrderSequence, -1, Id));
            return;
        }
        if (_produces.Count >= ProducesBound)
        {
            Answer(from, new ProduceAnswered(asked, ClientError.Busy, -1, Id));
            return;
        }
        if (verdict == ProducerVerdict.New)
        {
            offset = Log.End.Offset;
            LogEntry entry = LogEntry.Batch(replica.Epoch, offset, asked.Width, Id, asked.Producer, asked.Sequence, asked.Label, WallMs);
            if (!Append(entry)) return;
            if (_sim.IsTracing) Tell($"appends {asked.Label} of {_sim.ClientName(from)} at offset {offset}");
            StartSync();
        }
        _produces.Add((asked, from, offset, replica.Epoch));
        CompleteProduces(replica);
        Settle(ticked: false);
    }

    private void ReceiveRead(int from, ReadAsked asked)
    {
        QuorumReplica replica = Replica!;
        if (asked.Offset < Log!.Base.Offset)
        {
            Answer(from, new ReadAnswered(asked, ClientError.OffsetOutOfRange, Log.Base.Offset, replica.LeaderId, []));
            return;
        }
        long bound = _sim.DriverFault == DriverFault.ReadsPassTheHighWatermark ? long.MaxValue : replica.HighWatermark;
        var batches = new List<LogEntry>();
        foreach (LogEntry entry in Log.Entries)
            if (!entry.IsMarker && entry.Position.Offset > asked.Offset && entry.Position.Offset <= bound && batches.Count < 8) batches.Add(entry);
        Answer(from, new ReadAnswered(asked, ClientError.None, Log.Base.Offset, replica.LeaderId, batches));
    }

    private void Answer(int client, Message answer)
    {
        if (answer is ProduceAnswered { Error: ClientError.None } stored) _sim.Checks.Acknowledged(stored.Asked.Producer, stored.Asked.Sequence, stored.Asked.Width, stored.Offset);
        _sim.Send(Id, client, answer);
    }

    /// <summary>After each input: checks, then everything that waited for what may have changed.</summary>
    private void Settle(bool ticked)
    {
        if (Replica is not { } replica) return;
        ReplicaView view = View();
        var now = (replica.Role, replica.Epoch, Log!.End, replica.HighWatermark, replica.Committed ?? LogPosition.Zero);
        Log.Committed = (replica.HighWatermark, replica.Committed ?? LogPosition.Zero);
        if (now != _settled) Changed(view, now);
        _sim.Checks.Stepped(view);
        _asked = false;
        if (replica.Role == QuorumRole.Leader && (ticked || _sim.NowUs - _goingSinceUs > 250_000)) _sim.Checks.LeaderTicked(view, NowMs - MajorityHeardMs());
        ScheduleTick();
    }

    private void Changed(in ReplicaView view, in (QuorumRole Role, int Epoch, LogPosition End, long HighWatermark, LogPosition Committed) now)
    {
        QuorumReplica replica = Replica!;
        bool roleChanged = now.Role != _settled.Role || now.Epoch != _settled.Epoch;
        if (roleChanged)
        {
            _sim.Mix(Id, (long)now.Role, now.Epoch);
            _lastLeaderAnswerMs = -1;
            if (now.Role == QuorumRole.Candidate && !_asked) _sim.Checks.BecameCandidate(view);
            if (now.Role == QuorumRole.Leader)
            {
                _leadsSinceMs = NowMs;
                _heardMs.Clear();
                _sim.Statistics.Elections++;
            }
            if (_sim.IsTracing) Tell($"is {Words.Of(now.Role)} in epoch {now.Epoch}{(now.Role == QuorumRole.Follower ? $" of {_sim.Nodes.NameOf(replica.LeaderId)}" : "")}");
        }
        if (now.HighWatermark != _settled.HighWatermark)
        {
            if (now.Role == QuorumRole.Leader) _sim.Statistics.Rises++;
            if (_sim.IsTracing && !roleChanged) Tell($"raises its high watermark to {now.HighWatermark}");
            if (_prng.Chance(0.05)) Folder.HighWatermarkHint = now.HighWatermark;
        }
        _settled = now;
        // The checkers see the rise before anybody is told of it.
        _sim.Checks.Stepped(view);
        CompleteProduces(replica);
        if (!replica.IsChangingVoters && _held.Count > 0)
        {
            foreach ((ProduceAsked asked, int from) in _held) _waiting.Enqueue(() => Handle(from, asked));
            _held.Clear();
        }
        for (int i = _parked.Count - 1; i >= 0; i--)
        {
            FetchAsked fetch = _parked[i];
            if (!roleChanged && fetch.Request.Position == now.End && Math.Min(now.HighWatermark, fetch.Request.Position.Offset) <= fetch.HighWatermark) continue;
            _parked.RemoveAt(i);
            _waiting.Enqueue(() => ReceiveFetch(fetch, isWoken: true));
        }
        if (!_taking) Take(static () => { });
    }

    private void CompleteProduces(QuorumReplica replica)
    {
        if (_produces.Count == 0) return;
        bool leads = replica.Role == QuorumRole.Leader;
        if (!leads && !replica.IsChangingVoters)
        {
            foreach ((ProduceAsked asked, int from, long offset, _) in _produces)
            {
                bool lies = _sim.DriverFault == DriverFault.ParkedWritesAreAcknowledged;
                Answer(from, new ProduceAnswered(asked, lies ? ClientError.None : ClientError.NotLeader, offset, replica.LeaderId));
            }
            _produces.Clear();
            return;
        }
        for (int i = 0; i < _produces.Count;)
        {
            (ProduceAsked asked, int from, long offset, _) = _produces[i];
            long bound = _sim.DriverFault == DriverFault.AcknowledgedByLeaderAlone && leads ? Log!.SyncedEnd.Offset : replica.HighWatermark;
            if (offset + asked.Width > bound)
            {
                i++;
                continue;
            }
            _produces.RemoveAt(i);
            if (_sim.IsTracing) Tell($"acknowledges {asked.Label} at offset {offset}");
            Answer(from, new ProduceAnswered(asked, ClientError.None, offset, Id));
        }
    }

    private void ScheduleTick()
    {
        long deadline = Replica!.NextDeadline;
        if (deadline == long.MaxValue) return;
        // A loop wakes up a little late.
        long dueUs = Math.Max(_sim.NowUs, deadline * 1000 - _clockStartUs + _stoodStillUs + 999) + (_sim.LateTicks ? _prng.Next(2000) : 0);
        if (dueUs >= _tickDueUs) return;
        _tickDueUs = dueUs;
        int number = ++_tickNumber;
        At(dueUs, () =>
        {
            if (number != _tickNumber) return;
            _tickDueUs = long.MaxValue;
            Take(Tick);
        });
    }

    private void Tick()
    {
        TellSigns();
        if (Replica is null) return;
        if (Replica.NextDeadline > NowMs) ScheduleTick();
        else Input((replica, actions) => replica.Tick(NowMs, actions), ticked: true);
    }

    /// <summary>When enough voters to make a majority, itself included, were last heard.</summary>
    private long MajorityHeardMs()
    {
        IReadOnlyList<Voter> voters = Log!.Voters;
        int needed = voters.Count / 2 + 1 - (voters.Contains(Self) ? 1 : 0);
        if (needed == 0) return NowMs;
        var heard = new List<long>(voters.Count);
        foreach (Voter voter in voters)
            if (voter != Self) heard.Add(_heardMs.TryGetValue(voter.ReplicaId, out long ms) ? Math.Max(ms, _leadsSinceMs) : _leadsSinceMs);
        heard.Sort();
        return heard[^needed];
    }

    private ReplicaView View() =>
        new(Folder.Name, Self, Incarnation, Replica!.Role, Replica.Epoch, Replica.HighWatermark, Replica.Committed, Replica.WriteQuorum, Log!) { IsHighWatermarkCurrent = Replica.IsHighWatermarkCurrent };
}
