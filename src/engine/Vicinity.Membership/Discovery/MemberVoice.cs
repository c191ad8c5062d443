using System.Net;

namespace Vicinity.Membership;

/// <summary>The datagrams of a member: answers to questions, and announcements. An answer goes to the sender of the question, and is never longer than it. Not thread-safe.</summary>
internal sealed class MemberVoice(DiscoveryTimers timers, DatagramGate gate, Func<UInt128> random)
{
    private const int MaxAskers = 1000;

    private readonly Dictionary<UInt128, long> _answered = [];
    private int _announced;

    public long NextAnnouncement { get; private set; }

    public void Begin(long now) => NextAnnouncement = now;

    public void Announce(ClusterView view, UInt128 id, DiscoveryTime now, List<OutgoingDatagram> send)
    {
        if (now.MonotonicMs < NextAnnouncement) return;
        // Nodes that wait for a founder hear of it at once, and several times, since datagrams get lost.
        NextAnnouncement = now.MonotonicMs + Math.Min(timers.AnnounceMs, (long)timers.AskMs << Math.Min(_announced++, 16));
        if (gate.Seal(Say(view, id, 0, now)) is { } bytes) send.Add(new OutgoingDatagram(bytes, null));
    }

    public void Answer(ClusterView view, UInt128 id, AskDatagram ask, int length, IPEndPoint source, DiscoveryTime now, List<OutgoingDatagram> send)
    {
        if (_answered.TryGetValue(ask.Sender, out long last) && now.MonotonicMs - last < timers.AnswerPauseMs) return;
        if (_answered.Count == MaxAskers) _answered.Clear();
        _answered[ask.Sender] = now.MonotonicMs;
        if (gate.Seal(Say(view, id, ask.Nonce, now), length) is { } bytes) send.Add(new OutgoingDatagram(bytes, source));
    }

    private MemberDatagram Say(ClusterView view, UInt128 id, UInt128 answers, DiscoveryTime now) => new()
    {
        Sender = id,
        Nonce = random(),
        UnixMs = now.UnixMs,
        Answers = answers,
        ClusterId = view.ClusterId,
        Self = view.Self,
        Controllers = view.Controllers,
        Members = view.Others,
    };
}
