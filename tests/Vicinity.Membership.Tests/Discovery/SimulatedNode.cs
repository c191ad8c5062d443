using System.Net;
using Vicinity.Model;

namespace Vicinity.Membership.Tests;

/// <summary>A node as discovery sees it: it decides, founds or registers after a while, and serves then.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedNetwork _network;
    private readonly Prng _random;
    private long _busyUntil = long.MaxValue;
    private long _decided;

    public SimulatedNode(SimulatedNetwork network, int number, long start, DiscoverySettings settings, ClusterKey? key, long clockOff = 0)
    {
        _network = network;
        _random = network.Random.Derive($"node {number}");
        Number = number;
        Start = start;
        ClockOff = clockOff;
        Address = new IPEndPoint(new IPAddress([10, 77, (byte)(number / 250), (byte)(1 + (number % 250))]), 40_000);
        Gate = new DatagramGate(key, new DatagramLimits());
        Machine = new DiscoveryMachine(settings with { Port = 9092 }, Gate, () => new UInt128(_random.NextUInt64(), _random.NextUInt64()));
    }

    public int Number { get; }

    public long Start { get; }

    public long ClockOff { get; }

    public IPEndPoint Address { get; }

    public DatagramGate Gate { get; }

    public DiscoveryMachine Machine { get; }

    public string? ClusterId { get; private set; }

    public bool HasFounded { get; private set; }

    public bool IsDown { get; set; }

    /// <summary>Until when it stands still (a stopped process): it neither looks at the clock nor reads.</summary>
    public long StoppedUntil { get; set; }

    public DiscoveryTime Time(long now) => new(now, 1_700_000_000_000 + now + ClockOff);

    public bool Runs(long now) => !IsDown && now >= Start && now >= StoppedUntil;

    public void Tick(long now)
    {
        _network.Send(this, Machine.Tick(Time(now)), now);
        if (ClusterId is not null || Machine.Decision is null) return;
        if (_busyUntil == long.MaxValue)
        {
            _decided = now;
            _busyUntil = now + _random.Next(400);
        }

        if (now < _busyUntil) return;
        if (Machine.Decision is DiscoveryDecision.Found)
        {
            HasFounded = true;
            Belong($"cluster-{Number}", now);
        }
        else if (Machine.Decision is DiscoveryDecision.Join join)
        {
            // Registering: any node of that cluster which is reached takes it in.
            bool isReached = Machine.Proposed.Any(p => _network.Nodes.Any(n => n.Runs(now) && n.ClusterId == join.ClusterId && n.Address.Address.ToString() == p.Host));
            _busyUntil = now + 100;
            if (isReached && _random.Chance(0.8)) Belong(join.ClusterId, now);
            else if (now - _decided > 3000) GiveUp();
        }
    }

    private void GiveUp()
    {
        _busyUntil = long.MaxValue;
        Machine.StartOver();
    }

    /// <summary>Serves a cluster.</summary>
    public void Belong(string clusterId, long now)
    {
        ClusterId = clusterId;
        Machine.Serve(new ClusterView(clusterId, new MemberAddress(Number, "", 9092), [], [1]), Time(now));
    }
}
