using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>Five nodes on a network that is cut and heals: hosts are network namespaces, host 6 is the clients'.</summary>
public sealed class NetworkCutTests
{
    private const int Clients = 6;

    [Fact(Timeout = 300_000)]
    public async Task Cut_into_two_and_three_the_minority_takes_no_writes_and_healing_loses_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Scene scene = await Scene.StartAsync(5, cancel);
        (Namespaces network, NamespaceNodes nodes, NumberedProducer producer) = (scene.Network, scene.Nodes, scene.Producer);
        await producer.ReachAsync(1000, cancel);

        // The leader's side is the smaller one.
        int leader = await nodes.LeaderAsync(Clients, "numbers", cancel);
        int other = leader == 1 ? 2 : 1;
        network.Cut(leader, other);
        int before = producer.Count;
        await producer.ReachAsync(before + 1000, cancel);
        (await nodes.TryProduceAsync(leader, "numbers", "from the minority", cancel)).ShouldBeFalse("a minority acknowledges nothing");

        network.Heal();
        await producer.ReachAsync(producer.Count + 1000, cancel);
        await nodes.UntilInSyncAsync(Clients, "numbers", 5, cancel);
        await producer.FinishAsync(cancel);
        await nodes.NothingIsLostAsync(Clients, "numbers", producer, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task Clients_of_a_leader_that_is_cut_off_from_the_other_nodes_alone_find_the_next_one_while_the_cut_lasts()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Scene scene = await Scene.StartAsync(3, cancel);
        (Namespaces network, NamespaceNodes nodes, NumberedProducer producer) = (scene.Network, scene.Nodes, scene.Producer);
        var waits = new List<double>();
        for (int round = 0; round < 3; round++)
        {
            await producer.ReachAsync(producer.Count + 1000, cancel);
            int leader = await nodes.LeaderAsync(Clients, "numbers", cancel);
            foreach (int other in Enumerable.Range(1, 3).Where(n => n != leader))
            {
                network.CutOneWay(leader, other);
                network.CutOneWay(other, leader);
            }

            // What the leader answers now is of before the cut; as much again comes from the next one.
            long cut = Stopwatch.GetTimestamp();
            await producer.ReachAsync(producer.Count + 1500, cancel);
            waits.Add(Stopwatch.GetElapsedTime(cut).TotalSeconds);
            network.Heal();
            await nodes.UntilInSyncAsync(Clients, "numbers", 3, cancel);
        }

        await producer.FinishAsync(cancel);
        await nodes.NothingIsLostAsync(Clients, "numbers", producer, cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"from the cut until the next leader had acknowledged 1,500 records: {string.Join(", ", waits.Select(w => $"{w:0.0} s"))}");
    }

    [Fact(Timeout = 300_000)]
    public async Task What_was_acknowledged_can_be_read_from_a_leader_that_hears_nobody()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Scene scene = await Scene.StartAsync(3, cancel);
        (Namespaces network, NamespaceNodes nodes, NumberedProducer producer) = (scene.Network, scene.Nodes, scene.Producer);
        await producer.ReachAsync(1000, cancel);
        await producer.FinishAsync(cancel);

        // The machines of the others are gone without a sign, for everybody.
        int leader = await nodes.LeaderAsync(Clients, "numbers", cancel);
        network.Cut(leader, Clients);

        await nodes.NothingIsLostAsync(Clients, "numbers", producer, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_link_that_loses_everything_one_way_stops_no_writes_for_long_and_loses_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Scene scene = await Scene.StartAsync(3, cancel);
        (Namespaces network, NamespaceNodes nodes, NumberedProducer producer) = (scene.Network, scene.Nodes, scene.Producer);
        await producer.ReachAsync(1000, cancel);

        int leader = await nodes.LeaderAsync(Clients, "numbers", cancel);
        foreach (int follower in Enumerable.Range(1, 3).Where(n => n != leader))
        {
            network.CutOneWay(leader, follower);
            await producer.ReachAsync(producer.Count + 1000, cancel);
            network.Heal();
            network.CutOneWay(follower, leader);
            await producer.ReachAsync(producer.Count + 1000, cancel);
            network.Heal();
        }

        await nodes.UntilInSyncAsync(Clients, "numbers", 3, cancel);
        await producer.FinishAsync(cancel);
        await nodes.NothingIsLostAsync(Clients, "numbers", producer, cancel);
    }

    /// <summary>A topic "numbers" with a replica on each of some nodes, and a producer that writes to it, all on a network that can be cut.</summary>
    private sealed class Scene : IDisposable
    {
        private Scene(Namespaces network, int count)
        {
            Network = network;
            Nodes = new NamespaceNodes(network, count);
        }

        public Namespaces Network { get; }

        public NamespaceNodes Nodes { get; }

        public NumberedProducer Producer { get; private set; } = null!;

        public static async Task<Scene> StartAsync(int count, CancellationToken cancel)
        {
            Assert.SkipWhen(Namespaces.WhyNot() is not null, Namespaces.WhyNot() ?? "");
            Assert.SkipWhen(ScriptProcess.WhyNot() is not null, ScriptProcess.WhyNot() ?? "");
            var scene = new Scene(Namespaces.Create(Clients), count);
            try
            {
                await scene.Nodes.StartAsync(cancel);
                await scene.Nodes.CreateTopicAsync(Clients, "numbers", count, cancel);
                scene.Producer = NumberedProducer.StartIn(scene.Network.NameOf(Clients), scene.Nodes.BootstrapServers, "numbers");
                return scene;
            }
            catch
            {
                scene.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            Producer?.Dispose();
            Nodes.Dispose();
            Network.Dispose();
        }
    }
}
