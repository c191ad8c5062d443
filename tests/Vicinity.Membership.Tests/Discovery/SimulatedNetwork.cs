using System.Net;
using Vicinity.Model;

namespace Vicinity.Membership.Tests;

/// <summary>One network on a virtual clock: each datagram is lost, delayed and doubled for each receiver by itself.</summary>
internal sealed class SimulatedNetwork(ulong seed)
{
    private readonly PriorityQueue<(SimulatedNode To, IPEndPoint From, byte[] Bytes), (long, long)> _flying = new();
    private long _sent;

    public Prng Random { get; } = new(seed);

    public List<SimulatedNode> Nodes { get; } = [];

    public double Loss { get; init; }

    public double Doubling { get; init; }

    public int MaxDelayMs { get; init; } = 5;

    /// <summary>Whether one node hears another; all do unless told otherwise.</summary>
    public Func<SimulatedNode, SimulatedNode, bool> Hears { get; init; } = (_, _) => true;

    /// <summary>Everything that was sent, for those who record it.</summary>
    public List<(SimulatedNode From, byte[] Bytes, IPEndPoint? To)> Recorded { get; } = [];

    public long Now { get; private set; }

    public SimulatedNode Add(long start, DiscoverySettings? settings = null, ClusterKey? key = null, long clockOff = 0)
    {
        var node = new SimulatedNode(this, Nodes.Count + 1, start, settings ?? new DiscoverySettings(), key, clockOff);
        Nodes.Add(node);
        return node;
    }

    public void Send(SimulatedNode from, IReadOnlyList<OutgoingDatagram> datagrams, long now)
    {
        foreach (OutgoingDatagram datagram in datagrams)
        {
            Recorded.Add((from, datagram.Bytes, datagram.To));
            foreach (SimulatedNode to in Nodes.Where(n => datagram.To is null || n.Address.Equals(datagram.To))) Deliver(from, to, datagram.Bytes, now);
        }
    }

    /// <summary>Puts bytes on the wire in the name of <paramref name="from"/>.</summary>
    public void Deliver(SimulatedNode from, SimulatedNode to, byte[] bytes, long now)
    {
        if (from != to && !Hears(to, from)) return;
        int copies = Random.Chance(Loss) ? 0 : Random.Chance(Doubling) ? 2 : 1;
        for (int i = 0; i < copies; i++) _flying.Enqueue((to, from.Address, bytes), (now + 1 + Random.Next(MaxDelayMs), _sent++));
    }

    /// <summary>Lets time pass until <paramref name="done"/> or the end.</summary>
    public bool RunUntil(long end, Func<bool>? done = null)
    {
        var stopped = new Queue<(SimulatedNode To, IPEndPoint From, byte[] Bytes)>();
        for (; Now < end; Now += 10)
        {
            if (done?.Invoke() == true) return true;
            for (int i = stopped.Count; i > 0; i--) Arrive(stopped.Dequeue());
            while (_flying.TryPeek(out _, out (long At, long) next) && next.At <= Now) Arrive(_flying.Dequeue());
            foreach (SimulatedNode node in Nodes)
            {
                if (node.Runs(Now)) node.Tick(Now);
            }
        }

        return done?.Invoke() ?? true;

        void Arrive((SimulatedNode To, IPEndPoint From, byte[] Bytes) datagram)
        {
            if (datagram.To.IsDown || Now < datagram.To.Start) return;
            if (Now < datagram.To.StoppedUntil) stopped.Enqueue(datagram);
            else Send(datagram.To, datagram.To.Machine.Receive(datagram.Bytes, datagram.From, datagram.To.Time(Now)), Now);
        }
    }
}
