using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A group with its time and the answers it gave. Tickets are names; what the group wants stored is stored at once unless held back.</summary>
internal sealed class GroupScene
{
    public const int Session = 10_000;
    public const int RebalanceTime = 60_000;
    public const int Delay = 3_000;

    private readonly List<GroupAction.Store> _held = [];
    private int _lastFresh;

    public GroupScene(GroupSettings? settings = null) => Group = new ConsumerGroup("g", settings ?? new GroupSettings { InitialRebalanceDelayMs = Delay }, Now);

    public ConsumerGroup Group { get; }

    public long Now { get; private set; } = 1_000_000;

    public Dictionary<string, JoinOutcome> Joins { get; } = [];

    public Dictionary<string, SyncOutcome> Syncs { get; } = [];

    public List<GroupSnapshot> Stored { get; } = [];

    public List<GroupAction> Others { get; } = [];

    public bool HoldStores { get; set; }

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    public static JoinAttempt Attempt(string memberId = "", string? instance = null, string fresh = "fresh", params string[] protocols) => new()
    {
        MemberId = memberId,
        InstanceId = instance,
        FreshMemberId = fresh,
        ClientId = "c",
        ClientHost = "/127.0.0.1",
        SessionTimeoutMs = Session,
        RebalanceTimeoutMs = RebalanceTime,
        ProtocolType = "consumer",
        Protocols = [.. (protocols.Length == 0 ? ["range"] : protocols).Select(p => new GroupProtocol(p, Bytes("meta")))],
    };

    /// <summary>Joins and answers the ticket; the answer, if there is one by now, is in <see cref="Joins"/>.</summary>
    public string Join(JoinAttempt attempt)
    {
        string ticket = $"join-{++_lastFresh}";
        Group.Join(attempt with { FreshMemberId = attempt.FreshMemberId == "fresh" ? $"m{_lastFresh}" : attempt.FreshMemberId }, ticket, Now);
        Drain();
        return ticket;
    }

    public string Sync(string member, int? generation = null, string? instance = null, params (string Member, string Bytes)[] assignments)
    {
        string ticket = $"sync-{++_lastFresh}";
        Group.Sync(new SyncAttempt(new MemberClaim(member, instance, generation ?? Group.Generation)) { Assignments = assignments.ToDictionary(a => a.Member, a => Bytes(a.Bytes)) }, ticket, Now);
        Drain();
        return ticket;
    }

    public ErrorCode Heartbeat(string member, int? generation = null, string? instance = null)
    {
        ErrorCode error = Group.Heartbeat(new MemberClaim(member, instance, generation ?? Group.Generation), Now);
        Drain();
        return error;
    }

    public ErrorCode CheckCommit(string member, int? generation = null) => Group.CheckCommit(new MemberClaim(member, null, generation ?? Group.Generation), Now);

    public ErrorCode Leave(string member, string? instance = null)
    {
        ErrorCode error = Group.Leave(member, instance, Now);
        Drain();
        return error;
    }

    /// <summary>Lets time pass, stopping at each deadline of the group on the way.</summary>
    public void Pass(long milliseconds)
    {
        long end = Now + milliseconds;
        for (var steps = 0; Group.NextDeadline <= end && Group.State != GroupState.Dead; steps++)
        {
            steps.ShouldBeLessThan(10_000, "the group asks to be woken again and again");
            Now = Math.Max(Now, Group.NextDeadline);
            Group.Advance(Now);
            Drain();
        }

        Now = end;
        Group.Advance(Now);
        Drain();
    }

    /// <summary>Brings the group to Stable with the members "a", "b", ... who all know only "range"; "a" leads. Each is assigned "for-" and its name.</summary>
    public static GroupScene Stable(params string[] members)
    {
        var scene = new GroupScene();
        foreach (string member in members) scene.Join(Attempt(fresh: member));
        scene.Pass(2 * Delay);
        foreach (string member in members) scene.Sync(member, null, null, member == members[0] ? [.. members.Select(m => (m, "for-" + m))] : []);
        scene.Group.State.ShouldBe(GroupState.Stable);
        scene.Joins.Clear();
        scene.Syncs.Clear();
        scene.Stored.Clear();
        return scene;
    }

    public void ReleaseStores(ErrorCode error)
    {
        List<GroupAction.Store> held = [.. _held];
        _held.Clear();
        foreach (GroupAction.Store store in held) Group.Stored(store.Token, error, Now);
        Drain();
    }

    private void Drain()
    {
        while (Group.TakeActions() is { Count: > 0 } actions)
        {
            foreach (GroupAction action in actions) Note(action);
        }
    }

    private void Note(GroupAction action)
    {
        switch (action)
        {
            case GroupAction.AnswerJoin join:
                Joins.Add((string)join.Ticket, join.Outcome);
                break;
            case GroupAction.AnswerSync sync:
                Syncs.Add((string)sync.Ticket, sync.Outcome);
                break;
            case GroupAction.Store store:
                Stored.Add(store.Snapshot);
                if (HoldStores) _held.Add(store);
                else Group.Stored(store.Token, ErrorCode.None, Now);
                break;
            default:
                Others.Add(action);
                break;
        }
    }
}
