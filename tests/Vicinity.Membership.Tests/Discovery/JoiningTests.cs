using System.Net;
using Vicinity.Model;

namespace Vicinity.Membership.Tests;

public sealed class JoiningTests
{
    private static readonly ClusterKey s_red = ClusterKey.Of("the key of the red cluster");
    private static readonly ClusterKey s_blue = ClusterKey.Of("the key of the blue cluster");

    [Fact]
    public void A_node_joins_the_cluster_whose_member_answers_and_knows_where_it_is()
    {
        var network = new SimulatedNetwork(1);
        network.Add(0).Belong("the-cluster", 0);
        SimulatedNode newcomer = network.Add(100);
        network.RunUntil(1000, () => newcomer.ClusterId is not null).ShouldBeTrue();
        newcomer.ClusterId.ShouldBe("the-cluster");
        newcomer.Machine.Proposed.ShouldBe([new MemberAddress(1, "10.77.0.2", 9092)], "an empty host is where the answer came from");
    }

    [Fact]
    public void Clusters_with_different_keys_live_side_by_side()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var network = new SimulatedNetwork(seed) { Loss = 0.1, Doubling = 0.2 };
            for (int i = 0; i < 8; i++) network.Add(network.Random.Next(3000), key: i % 2 == 0 ? s_red : s_blue);
            network.RunUntil(60_000, () => network.Nodes.All(n => n.ClusterId is not null)).ShouldBeTrue($"seed {seed}");
            network.Nodes.GroupBy(n => n.Number % 2).Select(g => g.Select(n => n.ClusterId).Distinct().Single()).Distinct().Count().ShouldBe(2, $"seed {seed}");
            network.Nodes.Count(n => n.HasFounded).ShouldBe(2);
            network.Nodes.ShouldAllBe(n => n.Gate.Count(DatagramVerdict.WrongKey) > 0);
        }
    }

    [Fact]
    public void A_node_without_key_and_one_with_a_key_do_not_hear_each_other()
    {
        var network = new SimulatedNetwork(1);
        network.Add(0, key: s_red).Belong("keyed", 0);
        SimulatedNode open = network.Add(0);
        network.RunUntil(10_000);
        open.HasFounded.ShouldBeTrue();
        network.Nodes[0].Gate.Count(DatagramVerdict.Unsigned).ShouldBePositive();
    }

    [Fact]
    public void Where_two_clusters_answer_a_node_joins_neither_and_names_both()
    {
        var network = new SimulatedNetwork(1);
        network.Add(0).Belong("red", 0);
        network.Add(0).Belong("blue", 0);
        SimulatedNode newcomer = network.Add(0);
        network.RunUntil(5_000);
        newcomer.ClusterId.ShouldBeNull();
        newcomer.Machine.Decision.ShouldBeOfType<DiscoveryDecision.Ambiguous>().ClusterIds.ShouldBe(["blue", "red"]);
        network.Nodes[0].Machine.ForeignCluster.ShouldBe("blue");
    }

    [Fact]
    public void A_member_that_comes_back_learns_where_the_others_are_and_stays_in_its_cluster()
    {
        var network = new SimulatedNetwork(1);
        network.Add(0).Belong("red", 0);
        network.Add(0).Belong("blue", 0);
        SimulatedNode back = network.Add(0);
        back.Belong("red", 0);
        network.RunUntil(3_000);
        back.Machine.Proposed.ShouldBe([new MemberAddress(1, "10.77.0.2", 9092)]);
    }

    [Fact]
    public void A_cluster_that_cannot_be_reached_is_forgotten()
    {
        var network = new SimulatedNetwork(1);
        SimulatedNode dying = network.Add(0);
        dying.Belong("dying", 0);
        SimulatedNode newcomer = network.Add(0);
        network.RunUntil(5_000, () => newcomer.Machine.Phase == DiscoveryPhase.Joining).ShouldBeTrue();
        dying.IsDown = true;
        network.RunUntil(20_000, () => newcomer.HasFounded).ShouldBeTrue();
    }

    [Fact]
    public void Forged_and_replayed_datagrams_change_nothing()
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var earlier = new SimulatedNetwork(seed + 1000);
            for (int i = 0; i < 3; i++) earlier.Add(0, key: s_red);
            earlier.RunUntil(6_000, () => earlier.Nodes.All(n => n.ClusterId is not null)).ShouldBeTrue();
            byte[][] old = [.. earlier.Recorded.Select(r => r.Bytes)];

            // Two minutes later somebody says it all again, and tells of a cluster of his own with a key that he guesses.
            var network = new SimulatedNetwork(seed);
            for (int i = 0; i < 4; i++) network.Add(network.Random.Next(1000), key: s_red, clockOff: 120_000);
            SimulatedNode attacker = network.Add(long.MaxValue, key: s_blue);
            attacker.Belong("fake", 0);
            for (int step = 0; step < 300; step++)
            {
                SimulatedNode victim = network.Nodes[network.Random.Next(4)];
                network.Deliver(attacker, victim, old[network.Random.Next(old.Length)], network.Now);
                foreach (OutgoingDatagram fake in attacker.Machine.Tick(attacker.Time(120_000 + (step * 10_000)))) network.Deliver(attacker, victim, fake.Bytes, network.Now);
                if (network.Recorded.Count > 0) network.Deliver(attacker, victim, network.Recorded[network.Random.Next(network.Recorded.Count)].Bytes, network.Now);
                network.RunUntil(network.Now + 20);
            }

            network.RunUntil(20_000);
            SimulatedNode[] honest = [.. network.Nodes.Where(n => n != attacker)];
            honest.Count(n => n.HasFounded).ShouldBe(1, $"seed {seed}");
            honest.Select(n => n.ClusterId).Distinct().ShouldHaveSingleItem().ShouldNotBe("fake");
            honest.Sum(n => n.Gate.Count(DatagramVerdict.WrongTime)).ShouldBePositive();
            honest.Sum(n => n.Gate.Count(DatagramVerdict.WrongKey)).ShouldBePositive();
            honest.Sum(n => n.Gate.Count(DatagramVerdict.Repeated)).ShouldBePositive();
        }
    }

    [Fact]
    public void An_answer_that_nobody_asked_for_is_ignored()
    {
        var network = new SimulatedNetwork(1);
        SimulatedNode node = network.Add(0);
        network.RunUntil(300);
        byte[] guess = new DatagramGate(null, new DatagramLimits()).Seal(new MemberDatagram
        {
            Sender = 99,
            Nonce = 1,
            UnixMs = 0,
            Answers = 12345,
            ClusterId = "fake",
            Self = new MemberAddress(1, "10.77.0.9", 9092),
        })!;
        node.Machine.Receive(guess, new IPEndPoint(IPAddress.Parse("10.77.0.9"), 4711), node.Time(300));
        network.RunUntil(3_000);
        node.HasFounded.ShouldBeTrue();
    }

    [Fact]
    public void Answers_go_to_the_asker_alone_and_are_never_longer_than_the_question()
    {
        var network = new SimulatedNetwork(7) { Loss = 0.1 };
        MemberAddress[] many = [.. Enumerable.Range(10, 80).Select(i => new MemberAddress(i, $"node-{i}.example.org", 9092))];
        SimulatedNode member = network.Add(0, key: s_red);
        member.Machine.Serve(new ClusterView("red", new MemberAddress(1, "", 9092), many, [1]), member.Time(0));
        for (int i = 0; i < 5; i++) network.Add(0, key: s_red);
        network.RunUntil(2_000);
        (SimulatedNode From, byte[] Bytes, IPEndPoint? To)[] answers = [.. network.Recorded.Where(r => r.To is not null)];
        answers.Length.ShouldBeInRange(5, 200);
        answers.ShouldAllBe(a => a.Bytes.Length <= 1200);
        network.Recorded.Where(r => r.From != member).ShouldAllBe(r => r.Bytes.Length == 1200);
    }

    [Fact]
    public void An_asker_that_asks_too_often_is_answered_now_and_then()
    {
        var network = new SimulatedNetwork(1);
        SimulatedNode member = network.Add(0);
        member.Belong("red", 0);
        var gate = new DatagramGate(null, new DatagramLimits());
        int answers = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] ask = gate.Seal(new AskDatagram { Sender = 5, Nonce = (UInt128)i, UnixMs = 0, State = AskerState.Seeking })!;
            answers += member.Machine.Receive(ask, new IPEndPoint(IPAddress.Loopback, 5), member.Time(i)).Count;
        }

        answers.ShouldBeInRange(5, 15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_strangers_say_nothing_throws_and_every_node_keeps_to_its_decision(int seed)
    {
        var network = new SimulatedNetwork((ulong)seed) { Loss = 0.1 };
        for (int i = 0; i < 4; i++) network.Add(i * 300, i == 3 ? new DiscoverySettings { Expect = 3 } : null);
        network.Nodes[0].Belong("home", 0);
        var open = new DatagramGate(null, new DatagramLimits { PerSecond = int.MaxValue, PerSourcePerSecond = int.MaxValue });
        var belongs = new Dictionary<SimulatedNode, string>();
        string[] clusters = ["home", "away", "far", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"];
        for (int step = 0; step < 20_000; step++)
        {
            SimulatedNode victim = network.Nodes[network.Random.Next(4)];
            network.Deliver(victim, victim, open.Seal(Anything(network.Random, clusters))!, network.Now);
            if (step % 20 == 0) network.RunUntil(network.Now + 10);
            foreach (SimulatedNode node in network.Nodes.Where(n => n.ClusterId is not null)) belongs.TryAdd(node, node.ClusterId!);
        }

        belongs[network.Nodes[0]].ShouldBe("home");
        belongs.ShouldAllBe(b => b.Key.ClusterId == b.Value && b.Key.Machine.Phase == DiscoveryPhase.Serving);
        network.Nodes.ShouldAllBe(n => n.Machine.Status().Heard.Count <= 1000 && n.Machine.Proposed.Count <= 512);
    }

    private static Datagram Anything(Prng random, string[] clusters)
    {
        UInt128 Any() => random.Chance(0.3) ? (UInt128)(uint)random.Next(50) : new UInt128(random.NextUInt64(), random.NextUInt64());
        string cluster = clusters[random.Next(clusters.Length)];
        if (random.Chance(0.5))
        {
            var state = (AskerState)random.Next(1, 5);
            return new AskDatagram
            {
                Sender = Any(),
                Nonce = Any(),
                UnixMs = (long)random.NextUInt64(),
                State = state,
                ClusterId = state is AskerState.Joining or AskerState.Member ? cluster : "",
                Expect = random.Next(1001),
                Supports = Any(),
                Port = random.Next(65536),
            };
        }

        return new MemberDatagram
        {
            Sender = Any(),
            Nonce = Any(),
            UnixMs = (long)random.NextUInt64(),
            Answers = random.Chance(0.5) ? 0 : Any(),
            ClusterId = cluster,
            Self = new MemberAddress(random.Next(int.MaxValue), random.Chance(0.5) ? "" : "10.1.1.1", random.Next(1, 65536)),
            Controllers = [.. Enumerable.Range(0, random.Next(17))],
            Members = [.. Enumerable.Range(0, random.Next(40)).Select(_ => new MemberAddress(random.Next(int.MaxValue), "10.1.1.2", 1))],
        };
    }
}
