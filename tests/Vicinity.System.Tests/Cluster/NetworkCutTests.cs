namespace Vicinity.System.Tests;

/// <summary>Five nodes on a network that is cut and heals: hosts are network namespaces, host 6 is the clients'.</summary>
public sealed class NetworkCutTests
{
    private const int Clients = 6;

    [Fact(Timeout = 300_000)]
    public async Task Cut_into_two_and_three_the_minority_takes_no_writes_and_healing_loses_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.SkipWhen(Namespaces.WhyNot() is not null, Namespaces.WhyNot() ?? "");
        Assert.SkipWhen(ScriptProcess.WhyNot() is not null, ScriptProcess.WhyNot() ?? "");
        using Namespaces network = Namespaces.Create(Clients);
        using var nodes = new NamespaceNodes(network, 5);
        await nodes.StartAsync(cancel);
        await nodes.CreateTopicAsync(Clients, "numbers", 5, cancel);
        using NumberedProducer producer = NumberedProducer.StartIn(network.NameOf(Clients), nodes.BootstrapServers, "numbers");
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
    public async Task A_link_that_loses_everything_one_way_stops_no_writes_for_long_and_loses_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.SkipWhen(Namespaces.WhyNot() is not null, Namespaces.WhyNot() ?? "");
        Assert.SkipWhen(ScriptProcess.WhyNot() is not null, ScriptProcess.WhyNot() ?? "");
        using Namespaces network = Namespaces.Create(Clients);
        using var nodes = new NamespaceNodes(network, 3);
        await nodes.StartAsync(cancel);
        await nodes.CreateTopicAsync(Clients, "numbers", 3, cancel);
        using NumberedProducer producer = NumberedProducer.StartIn(network.NameOf(Clients), nodes.BootstrapServers, "numbers");
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
}
