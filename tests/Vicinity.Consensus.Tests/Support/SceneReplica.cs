using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>One replica of a scene: the machine, its log, its vote record, and a driver that carries out actions and puts messages on the way.</summary>
internal sealed class SceneReplica
{
    private readonly Scene _scene;
    private readonly QuorumActions _actions = new();
    private IReadOnlyList<Entry> _fetched = [];
    private FetchBase? _wantedBase;

    public SceneReplica(Scene scene, string name, MemoryLog log, int epoch, Voter? voted, long highWatermark)
    {
        _scene = scene;
        Name = name;
        Log = log;
        (RecordedEpoch, RecordedVote) = (epoch, voted);
        Machine = Begin(highWatermark);
    }

    public string Name { get; }

    public QuorumReplica Machine { get; private set; }

    public MemoryLog Log { get; }

    public int RecordedEpoch { get; private set; }

    public Voter? RecordedVote { get; private set; }

    /// <summary>Why it stopped, or null.</summary>
    public string? Stopped { get; private set; }

    public QuorumRole Role => Machine.Role;

    public int Epoch => Machine.Epoch;

    public long HighWatermark => Machine.HighWatermark;

    public string Leader => Names.Of(Machine.LeaderId);

    /// <summary>Role and epoch, as "Leader 2".</summary>
    public string State => Stopped is null ? $"{Role} {Epoch}" : "Stopped";

    /// <summary>All actions since the begin, as they were carried out.</summary>
    public List<QuorumAction> Done { get; } = [];

    public void Write(string name)
    {
        if (Role != QuorumRole.Leader) throw new InvalidOperationException($"{Name} is {State} and takes no records");
        Log.Append(new Entry(Epoch, name, 1, null));
    }

    public void Sync()
    {
        Log.Sync();
        Do(() => Machine.OnSynced(_scene.Now, _actions));
    }

    /// <summary>Loses power and comes back: what was not synced is gone, and so is everything in memory.</summary>
    public void Crash(long highWatermarkHint = 0)
    {
        Log.LoseUnsynced();
        Stopped = null;
        _fetched = [];
        Machine = Begin(highWatermarkHint);
    }

    public void Do(Action input)
    {
        _actions.Clear();
        input();
        foreach (QuorumAction action in _actions.All)
        {
            Done.Add(action);
            Carry(action);
        }
    }

    public T Do<T>(Func<QuorumActions, T> input)
    {
        T result = default!;
        Do(() => result = input(_actions));
        return result;
    }

    public void Do(Action<QuorumActions> input) => Do(() => input(_actions));

    public void Receive(FetchAnswerMessage message)
    {
        _fetched = message.Entries;
        Do(actions => Machine.OnFetchAnswer(message.Answer, _scene.Now, actions));
    }

    /// <summary>Takes the leader's base that it was told to get.</summary>
    public void CopyBase(SceneReplica leader)
    {
        FetchBase wanted = _wantedBase ?? throw new InvalidOperationException($"{Name} wants no base");
        _wantedBase = null;
        _scene.BaseUnderWay = leader.Log;
        Do(actions => Machine.OnBase(wanted.LeaderId, wanted.Epoch, leader.Log.Base, _scene.Now, actions));
    }

    public override string ToString() => $"{Name}: {State} [{Log}] HW {HighWatermark}";

    private QuorumReplica Begin(long highWatermark) =>
        new(Names.Voter(Name), Log, RecordedEpoch, RecordedVote, highWatermark, _scene.Timers, _scene.Prng.Derive(Name), _scene.Now) { WriteQuorum = _scene.WriteQuorum };

    private void Carry(QuorumAction action)
    {
        switch (action)
        {
            case RecordVote record:
                (RecordedEpoch, RecordedVote) = (record.Epoch, record.Voted);
                break;
            case AppendMarker marker:
                Log.Append(new Entry(marker.Epoch, "m", 0, marker.Voters));
                if (!Planted.Is(PlantedFault.MarkerIsNotSynced)) Log.Sync();
                break;
            case AppendFetched append:
                if (Log.Continues(_fetched, append.Epoch))
                {
                    foreach (Entry entry in _fetched) Log.Append(entry);
                }
                else
                {
                    _scene.Later(() => Do(actions => Machine.OnAppendRefused(_scene.Now, actions)));
                }
                break;
            case CutLog cut:
                Log.Cut(cut.End);
                break;
            case FetchBase fetch:
                _wantedBase = fetch;
                break;
            case TakeBase take:
                Log.TakeBase(take.Base, _scene.BaseUnderWay!.BaseVoters);
                break;
            case SendFetch fetch:
                foreach (string to in _scene.OnNode(fetch.NodeId)) _scene.Send(new FetchMessage(Name, to, new FetchRequest(Machine.Self, fetch.Epoch, fetch.Position)));
                break;
            case SendVote vote:
                _scene.Send(new VoteMessage(Name, Names.Of(vote.Request.Addressee), vote.Request));
                break;
            case SendBeginEpoch begin:
                _scene.Send(new BeginMessage(Name, Names.Of(begin.Message.Addressee), begin.Message));
                break;
            case SendEndEpoch end:
                _scene.Send(new EndMessage(Name, Names.Of(end.To), end.Message));
                break;
            case StopReplica stop:
                Stopped = stop.Reason;
                break;
            default:
                throw new InvalidOperationException($"{action} has no meaning here");
        }
    }
}
