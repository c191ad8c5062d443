using System.Net;
using Vicinity.Model;

namespace Vicinity.Membership;

/// <summary>
/// How a node finds a cluster, or founds one, and is found afterwards. Datagrams, time and chance in; datagrams to send and a decision out.
/// Why it works as it does: docs/decisions/discovery.md. Not thread-safe.
/// </summary>
/// <param name="settings">The node's settings.</param>
/// <param name="gate">Signs and checks.</param>
/// <param name="random">Numbers that cannot be guessed.</param>
public sealed class DiscoveryMachine(DiscoverySettings settings, DatagramGate gate, Func<UInt128> random)
{
    private readonly DiscoveryTimers _timers = settings.Timers;
    private readonly AskerTable _askers = new();
    private readonly HeardClusters _clusters = new();
    private readonly AskedNonces _asked = new();
    private readonly MemberVoice _voice = new(settings.Timers, gate, random);
    private readonly List<OutgoingDatagram> _out = [];
    private ClusterView? _view;
    private string _joining = "";
    private int _asks;
    private long _nextAsk;
    private long? _lastTick;

    /// <summary>This process in datagrams.</summary>
    public UInt128 Id { get; } = random();

    /// <summary>What it is at.</summary>
    public DiscoveryPhase Phase { get; private set; }

    /// <summary>What was decided; null while nothing is.</summary>
    public DiscoveryDecision? Decision { get; private set; }

    /// <summary>Nodes of the cluster that is being joined, or that this node belongs to, as they were heard; the likeliest to help first.</summary>
    public IReadOnlyList<MemberAddress> Proposed => _clusters.NodesOf(_view?.ClusterId ?? _joining);

    /// <summary>Nodes of this node's own cluster that said themselves where they are.</summary>
    public IReadOnlyList<MemberAddress> HeardMembers => _view is null ? [] : _clusters.SpeakersOf(_view.ClusterId);

    /// <summary>Another cluster whose datagrams arrive here; null when there is none.</summary>
    public string? ForeignCluster { get; private set; }

    /// <summary>When to call <see cref="Tick"/> again, in milliseconds of the monotonic clock; earlier does no harm.</summary>
    public long NextTick => Phase == DiscoveryPhase.Serving && !AsksForOthers ? _voice.NextAnnouncement : _nextAsk;

    /// <summary>Asks, decides, announces: whatever is due.</summary>
    /// <returns>What to send.</returns>
    public IReadOnlyList<OutgoingDatagram> Tick(DiscoveryTime now)
    {
        _out.Clear();
        if (Phase == DiscoveryPhase.Serving)
        {
            if (AsksForOthers && now.MonotonicMs >= _nextAsk) Ask(AskerState.Member, _timers.SlowAskMs, now);
            _voice.Announce(_view!, Id, now, _out);
            return [.. _out];
        }

        NoticeStandstill(now.MonotonicMs);
        _askers.ForgetBefore(now.MonotonicMs - _timers.LiveMs);
        if (Phase == DiscoveryPhase.Seeking && now.MonotonicMs >= _nextAsk) Decide(now.MonotonicMs);
        if (now.MonotonicMs >= _nextAsk)
        {
            (AskerState state, int pause) = Phase switch
            {
                DiscoveryPhase.Founding => (AskerState.Founding, _timers.AskMs),
                DiscoveryPhase.Joining => (AskerState.Joining, _timers.SlowAskMs),
                _ => (AskerState.Seeking, _asks >= _timers.EagerAsks && _askers.All.Count == 0 ? _timers.SlowAskMs : _timers.AskMs),
            };
            Ask(state, pause, now);
        }

        return [.. _out];
    }

    /// <summary>Takes bytes that arrived. Never throws for what is in them.</summary>
    /// <returns>What to send.</returns>
    public IReadOnlyList<OutgoingDatagram> Receive(ReadOnlySpan<byte> bytes, IPEndPoint source, DiscoveryTime now)
    {
        _out.Clear();
        Datagram? datagram = gate.Open(bytes, source.Address, now);
        // One's own broadcasts come back.
        if (datagram is null || datagram.Sender == Id) return [];
        if (datagram is AskDatagram ask) Hear(ask, bytes.Length, source, now);
        else Hear((MemberDatagram)datagram, source, now.MonotonicMs);
        return _out.Count == 0 ? [] : [.. _out];
    }

    /// <summary>The node belongs to a cluster from now on, or what it knows of it has changed.</summary>
    public void Serve(ClusterView view, DiscoveryTime now)
    {
        Invariant.Check(_view is null || _view.ClusterId == view.ClusterId, "a node stays in its cluster");
        if (_view is null)
        {
            _asks = 0;
            _voice.Begin(now.MonotonicMs);
        }

        _view = view;
        Phase = DiscoveryPhase.Serving;
    }

    /// <summary>Forgets a decision that could not be carried out (the cluster cannot be reached), and seeks again.</summary>
    public void StartOver()
    {
        Invariant.Check(Phase != DiscoveryPhase.Serving, "a member does not seek");
        Phase = DiscoveryPhase.Seeking;
        Decision = null;
        _joining = "";
        _asks = 0;
        _askers.Clear();
        _clusters.Clear();
    }

    /// <summary>How far it has come.</summary>
    public DiscoveryStatus Status() => new(_asks, Expect, [.. _askers.All.Select(a => a.Address)], Founder != Id);

    /// <summary>A node that came back asks for a while where the others are now; not longer, as it may be the only one.</summary>
    private bool AsksForOthers => _asks < 6 && _clusters.NodesOf(_view!.ClusterId).Count == 0;

    private IEnumerable<AskDatagram> Seekers => _askers.All.Select(a => a.Ask).Where(a => a.State == AskerState.Seeking);

    private int Expect => Seekers.Select(a => a.Expect).Append(settings.Expect).Max();

    /// <summary>Whether a node that is heard knows a cluster, or is founding one: it will answer soon.</summary>
    private bool IsClusterNear => !_clusters.IsEmpty || _askers.All.Any(a => a.Ask.State is AskerState.Joining or AskerState.Member);

    /// <summary>
    /// The node that this one supports as founder: the lowest that it hears itself (news from others would keep dead nodes alive), also while that one is
    /// founding; 0 when a cluster is near, so that nodes that hear this one do not found one beside it.
    /// </summary>
    private UInt128 Founder => IsClusterNear ? 0 : _askers.All.Select(a => a.Ask.Sender).Append(Id).Min();

    private void NoticeStandstill(long now)
    {
        if (_lastTick is { } last && now - last > _timers.SlowAskMs + _timers.StandstillMs)
        {
            // What was sent meanwhile is still in the socket, and nodes that were there may still be: the quiet period starts again.
            _askers.Refresh(now);
            if (Phase == DiscoveryPhase.Seeking) _asks = 0;
        }

        _lastTick = now;
    }

    private void Decide(long now)
    {
        if (!_clusters.IsEmpty)
        {
            if (now - _clusters.FirstHeard < _timers.SettleMs) return;
            if (_clusters.Ids is [string only])
            {
                _joining = only;
                Phase = DiscoveryPhase.Joining;
                Decision = new DiscoveryDecision.Join(only);
            }
            else
            {
                Phase = DiscoveryPhase.Stuck;
                Decision = new DiscoveryDecision.Ambiguous(_clusters.Ids);
            }

            return;
        }

        if (!settings.MayFound || _asks < _timers.QuietAsks) return;
        // All that are heard leave it to this node. One that does not either has not heard us yet, or knows more than we do.
        if (Founder != Id || _askers.All.Any(a => a.Ask.Supports != Id)) return;
        if (Seekers.Count() + 1 < Expect) return;
        Phase = DiscoveryPhase.Founding;
        Decision = new DiscoveryDecision.Found();
    }

    private void Ask(AskerState state, int pause, DiscoveryTime now)
    {
        var ask = new AskDatagram
        {
            Sender = Id,
            Nonce = random(),
            UnixMs = now.UnixMs,
            State = state,
            ClusterId = _view?.ClusterId ?? _joining,
            Expect = settings.Expect,
            Supports = Founder,
            Port = settings.Port,
        };
        _asked.Add(ask.Nonce);
        _asks++;
        _nextAsk = now.MonotonicMs + pause;
        _out.Add(new OutgoingDatagram(gate.Seal(ask)!, null));
    }

    private void Hear(AskDatagram ask, int length, IPEndPoint source, DiscoveryTime now)
    {
        if (_view is not null)
        {
            if (ask.ClusterId.Length == 0 || ask.ClusterId == _view.ClusterId) _voice.Answer(_view, Id, ask, length, source, now, _out);
            else ForeignCluster = ask.ClusterId;
            return;
        }

        bool isNew = ask.State == AskerState.Seeking && Seekers.All(s => s.Sender != ask.Sender);
        _askers.Note(ask, source, now.MonotonicMs);
        // A newcomer hears us at once, not when the next question is due: where N wait for each other, that is what they wait for.
        if (isNew && Phase == DiscoveryPhase.Seeking) _nextAsk = Math.Min(_nextAsk, now.MonotonicMs + _timers.AskMs);
    }

    private void Hear(MemberDatagram member, IPEndPoint source, long now)
    {
        // An answer to no question of this node was forged, or meant for another node.
        if (member.Answers != 0 && !_asked.Contains(member.Answers)) return;
        string own = _view?.ClusterId ?? _joining;
        if (own.Length == 0 || member.ClusterId == own) _clusters.Note(member, source.Address, now);
        else ForeignCluster = member.ClusterId;
    }
}
