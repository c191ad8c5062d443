using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>
/// A stage for replicas with names. Nothing happens by itself: messages wait until the scene delivers them, syncs and time are asked for by name.
/// What is not delivered is lost. A fault may be planted for the length of a scene.
/// </summary>
internal sealed class Scene : IDisposable
{
    private readonly Dictionary<string, SceneReplica> _replicas = [];
    private readonly List<Message> _underWay = [];
    private readonly List<Action> _later = [];
    private readonly HashSet<(string From, string To)> _cut = [];
    private readonly Dictionary<string, (FetchMessage Fetch, long Since, long HighWatermark)> _parked = [];

    /// <param name="voters">The first voters, as "A,B,C".</param>
    /// <param name="fault">A rule to break.</param>
    /// <param name="seed">Of the timers' randomness.</param>
    public Scene(string voters = "A,B,C", PlantedFault fault = PlantedFault.None, ulong seed = 1)
    {
        Planted.Fault = fault;
        Voters = Names.Set(voters);
        Prng = new Prng(seed);
    }

    public IReadOnlyList<Voter> Voters { get; }

    public Prng Prng { get; }

    public QuorumTimers Timers { get; init; } = new();

    public long Now { get; private set; } = 1000;

    /// <summary>Copies before a record is acknowledged.</summary>
    public int WriteQuorum { get; init; }

    public IReadOnlyList<Message> UnderWay => _underWay;

    public MemoryLog? BaseUnderWay { get; set; }

    public IReadOnlyCollection<SceneReplica> Replicas => _replicas.Values;

    public SceneReplica this[string name] => _replicas[name];

    public IEnumerable<string> OnNode(int nodeId) => _replicas.Keys.Where(n => Names.Voter(n).NodeId == nodeId);

    /// <summary>Puts a replica on the stage as it is after a start: Unattached.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="log">Its log.</param>
    /// <param name="epoch">Recorded epoch; unless given, the log's last.</param>
    /// <param name="voted">Recorded vote.</param>
    /// <param name="highWatermark">What it knows of it.</param>
    /// <param name="base">Where its log begins.</param>
    /// <param name="voters">Its base's voters, where they are not the first ones.</param>
    public SceneReplica Add(string name, string log = "", int epoch = -1, string? voted = null, long highWatermark = 0, LogPosition @base = default, string? voters = null)
    {
        MemoryLog memory = new(log, voters is null ? Voters : Names.Set(voters), @base);
        SceneReplica replica = new(this, name, memory, epoch < 0 ? memory.End.Epoch : epoch, voted is null ? null : Names.Voter(voted), highWatermark);
        _replicas[name] = replica;
        return replica;
    }

    /// <summary>Puts the leader of an epoch on the stage. The log must hold the epoch's marker; what comes before it was there when it was elected.</summary>
    public SceneReplica Leader(string name, int epoch, string log, long highWatermark = 0)
    {
        string[] words = log.Split(' ');
        int marker = Array.FindIndex(words, w => w.TrimEnd('*') == $"m{epoch}");
        SceneReplica replica = Add(name, string.Join(' ', words[..marker]), epoch - 1, null, highWatermark);
        replica.Do(actions => replica.Machine.Campaign(Now, actions));
        foreach (VoteMessage vote in _underWay.OfType<VoteMessage>().Where(v => v.From == name).ToList())
        {
            VoteAnswer grant = new(QuorumError.None, epoch, -1, true, false);
            replica.Do(actions => replica.Machine.OnVoteAnswer(vote.Request.Addressee, vote.Request, grant, Now, actions));
        }
        replica.State.ShouldBe($"Leader {epoch}");
        MemoryLog rest = new(string.Join(' ', words[(marker + 1)..]), Voters, replica.Log.End);
        foreach (Entry entry in rest.Entries) replica.Log.Append(entry);
        if (!log.EndsWith('*')) replica.Sync();
        _underWay.Clear();
        return replica;
    }

    /// <summary>Puts a follower of an epoch's leader on the stage; its first Fetch is under way.</summary>
    public SceneReplica Follower(string name, string leader, int epoch, string log, long highWatermark = 0, string? voted = null)
    {
        SceneReplica replica = Add(name, log, epoch, voted, highWatermark);
        BeginEpoch begin = new(epoch, Names.Voter(leader), Names.Voter(name));
        replica.Do(actions => { replica.Machine.OnBeginEpoch(begin, Now, actions); });
        replica.State.ShouldBe($"Follower {epoch}");
        return replica;
    }

    public void Send(Message message)
    {
        if (!IsCut(message)) _underWay.Add(message);
    }

    public void Forget(Message message) => _underWay.Remove(message);

    /// <summary>After the present input.</summary>
    public void Later(Action action) => _later.Add(action);

    /// <summary>The latest message of a kind between two replicas.</summary>
    public T Latest<T>(string from, string to) where T : Message =>
        _underWay.OfType<T>().LastOrDefault(m => m.From == from && m.To == to)
        ?? throw new InvalidOperationException($"no {typeof(T).Name} from {from} to {to} is under way; there are: {string.Join("; ", _underWay)}");

    public bool Has<T>(string from, string to) where T : Message => _underWay.OfType<T>().Any(m => m.From == from && m.To == to);

    /// <summary>Delivers the latest message of a kind; earlier ones like it are lost.</summary>
    public void Deliver<T>(string from, string to) where T : Message
    {
        T message = Latest<T>(from, to);
        _underWay.RemoveAll(m => m is T && m.From == from && m.To == to);
        Deliver(message);
    }

    public void Deliver(Message message)
    {
        SceneReplica to = _replicas[message.To];
        switch (message)
        {
            case VoteMessage vote:
                VoteAnswer answer = to.Do(actions => to.Machine.OnVote(vote.Request, Now, actions));
                Send(new VoteAnswerMessage(vote.To, vote.From, vote.Request, answer));
                break;
            case VoteAnswerMessage vote:
                to.Do(actions => to.Machine.OnVoteAnswer(vote.Asked.Addressee, vote.Asked, vote.Answer, Now, actions));
                break;
            case BeginMessage begin:
                to.Do(actions => { to.Machine.OnBeginEpoch(begin.Begin, Now, actions); });
                break;
            case EndMessage end:
                to.Do(actions => { to.Machine.OnEndEpoch(end.End, Now, actions); });
                break;
            case FetchMessage fetch:
                Answer(fetch, to);
                break;
            case FetchAnswerMessage fetched:
                to.Receive(fetched);
                break;
            default:
                throw new InvalidOperationException($"{message} cannot be delivered");
        }
        List<Action> later = [.. _later];
        _later.Clear();
        foreach (Action action in later) action();
    }

    /// <summary>Everything that is under way is lost.</summary>
    public void DropAll() => _underWay.Clear();

    public void Drop(string from, string to) => _underWay.RemoveAll(m => m.From == from && m.To == to);

    /// <summary>Becomes candidate of the next epoch; nobody has heard of it yet. "A at 4".</summary>
    public void Campaign(string name, int epoch)
    {
        SceneReplica replica = _replicas[name];
        for (int i = replica.Epoch; i < epoch; i++)
        {
            // Candidacies between found no answer.
            if (replica.Role is QuorumRole.Candidate or QuorumRole.Leader) replica.Do(actions => replica.Machine.Resign(null, Now, actions));
            replica.Do(actions => replica.Machine.Campaign(Now, actions));
        }
        replica.Epoch.ShouldBe(epoch);
    }

    /// <summary>Vote(from, ...) reaches to, and the answer comes back.</summary>
    /// <returns>Whether it was granted.</returns>
    public bool Vote(string from, string to)
    {
        Deliver<VoteMessage>(from, to);
        bool isGranted = Latest<VoteAnswerMessage>(to, from).Answer.IsGranted;
        Deliver<VoteAnswerMessage>(to, from);
        return isGranted;
    }

    /// <summary>"X elected e by Y": candidacy, Y's grants, leader.</summary>
    public void Elect(string name, int epoch, string by)
    {
        Campaign(name, epoch);
        foreach (string voter in by.Split(',')) Vote(name, voter).ShouldBeTrue($"{voter} refuses {name}");
        _replicas[name].State.ShouldBe($"Leader {epoch}");
    }

    /// <summary>A Fetch reaches the leader, and its answer the follower; what came is not synced yet.</summary>
    /// <param name="follower">Who fetches.</param>
    /// <param name="leader">From whom.</param>
    /// <param name="most">The answer holds no more entries than this.</param>
    public void Fetch(string follower, string leader, int most = int.MaxValue)
    {
        Deliver<FetchMessage>(follower, leader);
        if (!Has<FetchAnswerMessage>(leader, follower)) return;
        FetchAnswerMessage answer = Latest<FetchAnswerMessage>(leader, follower);
        _underWay.Remove(answer);
        Deliver(answer with { Entries = [.. answer.Entries.Take(most)] });
    }

    /// <summary>The follower syncs what it has got, and its next Fetch, which acknowledges that, reaches the leader.</summary>
    public void Acknowledge(string follower, string leader)
    {
        _replicas[follower].Sync();
        Deliver<FetchMessage>(follower, leader);
    }

    /// <summary>A leads epoch 1 and has its marker on a majority; D observes and has everything.</summary>
    public static Scene ReadyForAVoter(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1");
        scene.Add("C", "", epoch: 1);
        scene.Fetch("B", "A");
        scene.Observer("D", "A", 1);
        scene.CatchUp("D", "A");
        return scene;
    }

    /// <summary>A replica that is in no set, or does not know it, hears who leads.</summary>
    public SceneReplica Observer(string name, string leader, int epoch)
    {
        SceneReplica replica = Add(name, "", 0, voters: "");
        replica.Do(actions => replica.Machine.OnLeaderLearnt(Names.Voter(leader).NodeId, epoch, Now, actions));
        return replica;
    }

    /// <summary>The leader is asked to change the set.</summary>
    public VoterChangeVerdict Change(string leader, string voters)
    {
        SceneReplica replica = _replicas[leader];
        return replica.Do(actions => replica.Machine.ChangeVoters(Names.Set(voters), Now, actions));
    }

    /// <summary>The leader changes the set: elected for the next epoch by some of the set in force.</summary>
    public void Change(string leader, string voters, string by)
    {
        Change(leader, voters).ShouldBe(VoterChangeVerdict.Begun);
        foreach (string voter in by.Split(',', StringSplitOptions.RemoveEmptyEntries)) Vote(leader, voter).ShouldBeTrue($"{voter} refuses {leader}");
        _replicas[leader].Role.ShouldBe(QuorumRole.Leader);
    }

    /// <summary>Nothing goes between two nodes from here on, in neither direction.</summary>
    public void CutLink(string one, string other)
    {
        _cut.Add((one, other));
        _cut.Add((other, one));
        _underWay.RemoveAll(IsCut);
    }

    public void HealLinks() => _cut.Clear();

    /// <summary>The follower fetches, syncs and acknowledges until there is nothing new.</summary>
    public void CatchUp(string follower, string leader)
    {
        for (int i = 0; i < 20; i++)
        {
            LogPosition end = _replicas[follower].Log.End;
            Fetch(follower, leader);
            _replicas[follower].Sync();
            if (_replicas[follower].Log.End == end && !Has<FetchMessage>(follower, leader)) return;
        }
    }

    /// <summary>Time passes; timers run out in the order in which they are due. Messages stay where they are.</summary>
    public void Pass(int milliseconds, params string[] names)
    {
        long end = Now + milliseconds;
        SceneReplica[] replicas = [.. names.Length == 0 ? _replicas.Values : names.Select(n => _replicas[n])];
        for (int steps = 0; replicas.MinBy(r => r.Machine.NextDeadline) is { } next && next.Machine.NextDeadline <= end; steps++)
        {
            steps.ShouldBeLessThan(1000 + 100 * milliseconds, $"timers do not move on: {next}");
            Now = Math.Max(Now, next.Machine.NextDeadline);
            next.Do(actions => next.Machine.Tick(Now, actions));
        }
        Now = end;
    }

    /// <summary>A node is gone; what is under way to it is lost.</summary>
    public void Remove(string name)
    {
        _replicas.Remove(name);
        _underWay.RemoveAll(m => m.To == name);
    }

    /// <summary>A good network for a while: each message takes two milliseconds, syncs are done at once, a parked Fetch ends when there is something new, or after 50 ms.</summary>
    public void Run(int milliseconds)
    {
        for (long end = Now + milliseconds; Now < end;)
        {
            Pass(2);
            List<Message> messages = [.. _underWay];
            _underWay.Clear();
            foreach (Message message in messages.Where(m => _replicas.ContainsKey(m.To))) Deliver(message);
            foreach (SceneReplica replica in _replicas.Values)
            {
                if (replica.Log.SyncedEnd < replica.Log.End) replica.Sync();
            }
            WakeParked();
        }
    }

    public void Dispose() => Planted.Fault = PlantedFault.None;

    private bool IsCut(Message message) => _cut.Contains((message.From, message.To));

    private void Answer(FetchMessage fetch, SceneReplica to)
    {
        FetchVerdict verdict = to.Do(actions => to.Machine.OnFetch(fetch.Request, Now, actions));
        IReadOnlyList<Entry> entries = verdict.Kind == FetchVerdictKind.Entries ? to.Log.Read(fetch.Request.Position, verdict.Position) : [];
        if (verdict.Kind == FetchVerdictKind.Entries && entries.Count == 0)
        {
            _parked[fetch.From] = (fetch, Now, to.HighWatermark);
            return;
        }
        Send(new FetchAnswerMessage(fetch.To, fetch.From, ToAnswer(fetch, to, verdict, entries.Count > 0), entries));
    }

    /// <summary>A parked Fetch ends with nothing new: the follower hears the high watermark.</summary>
    public void EndWait(string follower, string leader)
    {
        SceneReplica leading = _replicas[leader];
        FetchRequest request = new(Names.Voter(follower), _replicas[follower].Epoch, _replicas[follower].Log.End);
        FetchVerdict verdict = leading.Do(actions => leading.Machine.OnFetch(request, Now, actions));
        Deliver(new FetchAnswerMessage(leader, follower, ToAnswer(new FetchMessage(follower, leader, request), leading, verdict, false), []));
    }

    /// <summary>Parked Fetches that have waited long enough, or for which there is something new, are answered.</summary>
    public void WakeParked()
    {
        foreach (SceneReplica replica in _replicas.Values) WakeParked(replica);
    }

    private void WakeParked(SceneReplica leader)
    {
        foreach ((string follower, (FetchMessage fetch, long since, long highWatermark)) in _parked.Where(p => p.Value.Fetch.To == leader.Name).ToList())
        {
            bool isDue = Now >= since + 50 || leader.HighWatermark > highWatermark || leader.Log.End > fetch.Request.Position;
            if (!isDue) continue;
            _parked.Remove(follower);
            FetchVerdict verdict = leader.Do(actions => leader.Machine.OnFetch(fetch.Request, Now, actions, isParked: true));
            IReadOnlyList<Entry> entries = verdict.Kind == FetchVerdictKind.Entries ? leader.Log.Read(fetch.Request.Position, verdict.Position) : [];
            Send(new FetchAnswerMessage(leader.Name, follower, ToAnswer(fetch, leader, verdict, entries.Count > 0), entries));
        }
    }

    private static FetchAnswer ToAnswer(FetchMessage fetch, SceneReplica to, in FetchVerdict verdict, bool hasEntries) =>
        new(Names.Voter(to.Name).NodeId, fetch.Request.Epoch, fetch.Request.Position, verdict.Kind, verdict.Error, verdict.Epoch, verdict.LeaderId, verdict.Position,
            verdict.Kind == FetchVerdictKind.Entries ? to.HighWatermark : -1, hasEntries);
}
