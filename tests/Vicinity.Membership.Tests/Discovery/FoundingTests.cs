namespace Vicinity.Membership.Tests;

public sealed class FoundingTests
{
    [Fact]
    public void A_node_that_hears_nobody_founds_after_a_second_of_quiet()
    {
        var network = new SimulatedNetwork(1);
        SimulatedNode node = network.Add(0);
        network.RunUntil(900, () => node.Machine.Decision is not null).ShouldBeFalse();
        network.RunUntil(1200, () => node.Machine.Decision is DiscoveryDecision.Found).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void Nodes_that_start_in_any_order_found_exactly_one_cluster(double loss)
    {
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var network = new SimulatedNetwork(seed) { Loss = loss, Doubling = 0.1, MaxDelayMs = 60 };
            int count = network.Random.Next(2, 9);
            int spread = network.Random.Next(3) switch { 0 => 1, 1 => 1500, _ => 4000 };
            for (int i = 0; i < count; i++) network.Add(network.Random.Next(spread));
            if (seed % 4 == 0) network.Nodes[0].StoppedUntil = network.Nodes[0].Start + network.Random.Next(200, 3000);
            network.RunUntil(60_000, () => network.Nodes.All(n => n.ClusterId is not null)).ShouldBeTrue($"seed {seed}");
            network.Nodes.Count(n => n.HasFounded).ShouldBe(1, $"seed {seed}");
            network.Nodes.Select(n => n.ClusterId).Distinct().Count().ShouldBe(1, $"seed {seed}");
        }
    }

    [Fact]
    public void Expected_nodes_wait_until_all_of_them_hear_each_other_and_found_once()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var network = new SimulatedNetwork(seed) { Loss = 0.4, Doubling = 0.1, MaxDelayMs = 60 };
            int count = network.Random.Next(2, 8);
            for (int i = 0; i < count - 1; i++) network.Add(network.Random.Next(3000), new DiscoverySettings { Expect = count });
            network.RunUntil(8_000);
            network.Nodes.ShouldAllBe(n => n.ClusterId == null, $"seed {seed}: one is missing");
            network.Add(network.Now, new DiscoverySettings { Expect = count });
            network.RunUntil(60_000, () => network.Nodes.All(n => n.ClusterId is not null)).ShouldBeTrue($"seed {seed}");
            network.Nodes.Count(n => n.HasFounded).ShouldBe(1, $"seed {seed}");
        }
    }

    [Fact]
    public void A_node_that_was_told_no_number_waits_with_those_that_were()
    {
        var network = new SimulatedNetwork(5);
        network.Add(0, new DiscoverySettings { Expect = 3 });
        network.Add(100);
        network.RunUntil(10_000);
        network.Nodes.ShouldAllBe(n => n.ClusterId == null);
        network.Nodes[1].Machine.Status().Expect.ShouldBe(3);
        network.Nodes[1].Machine.Status().Heard.Single().Port.ShouldBe(9092);
        network.Add(10_000);
        network.RunUntil(20_000, () => network.Nodes.All(n => n.ClusterId is not null)).ShouldBeTrue();
    }

    [Fact]
    public void When_the_node_that_was_to_found_dies_another_does()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var network = new SimulatedNetwork(seed) { Loss = 0.1 };
            for (int i = 0; i < 4; i++) network.Add(network.Random.Next(300));
            network.RunUntil(700 + network.Random.Next(600));
            SimulatedNode lowest = network.Nodes.MinBy(n => n.Machine.Id)!;
            lowest.IsDown = true;
            network.RunUntil(60_000, () => network.Nodes.Where(n => n != lowest).All(n => n.ClusterId is not null)).ShouldBeTrue($"seed {seed}");
            network.Nodes.Where(n => n != lowest).Select(n => n.ClusterId).Distinct().Count().ShouldBe(1, $"seed {seed}");
        }
    }

    [Fact]
    public void A_node_that_stood_still_over_its_decision_asks_anew_before_it_founds()
    {
        var network = new SimulatedNetwork(3);
        SimulatedNode stopped = network.Add(0);
        network.RunUntil(950);
        stopped.Machine.Decision.ShouldBeNull();
        stopped.StoppedUntil = 20_000;
        SimulatedNode other = network.Add(1_000);
        network.RunUntil(10_000, () => other.HasFounded).ShouldBeTrue();
        network.RunUntil(30_000, () => stopped.ClusterId is not null).ShouldBeTrue();
        stopped.ClusterId.ShouldBe(other.ClusterId);
    }

    [Fact]
    public void A_node_that_may_not_found_asks_for_ever()
    {
        var network = new SimulatedNetwork(3);
        SimulatedNode node = network.Add(0, new DiscoverySettings { MayFound = false });
        network.RunUntil(30_000);
        node.Machine.Decision.ShouldBeNull();
        network.Recorded.Count.ShouldBeInRange(60, 150, "it asks more slowly after a while");
    }

    [Fact]
    public void A_node_that_hears_the_founder_through_others_alone_does_not_found_beside_it()
    {
        // Nodes 1 and 3 cannot hear each other; node 2 hears both.
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var network = new SimulatedNetwork(seed) { Hears = (a, b) => a.Number + b.Number != 4 };
            for (int i = 0; i < 3; i++) network.Add(0);
            network.RunUntil(20_000, () => network.Nodes.All(n => n.ClusterId is not null)).ShouldBeTrue($"seed {seed}");
            network.Nodes.Count(n => n.HasFounded).ShouldBe(1, $"seed {seed}");
        }
    }
}
