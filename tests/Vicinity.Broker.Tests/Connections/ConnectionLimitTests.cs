using System.Net.Sockets;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class ConnectionLimitTests
{
    private const int Limit = 50;

    [Fact]
    public async Task Thousands_of_idle_connections_above_the_limit_disturb_nobody_and_fill_no_log()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxConnections = Limit });
        using WireClient undisturbed = await node.ConnectAsync();
        await undisturbed.CreateTopicAsync("t");
        var idle = new List<WireClient>();
        for (int i = 0; i < 3000; i++)
        {
            idle.Add(await node.ConnectAsync());
            if (i % 100 == 0) (await undisturbed.AppendAsync("t", 0, "x")).ShouldBe(i / 100);
        }

        // One that gave its place away is counted until its end has run.
        await Eventually.TrueAsync(() => node.Node.Connections <= Limit + ConnectionPlaces.KeptForNodes, "no more are served than there are places");
        // Whoever has something to say gets the place of one that is silent.
        WireClient late = await Eventually.AnswersAsync(() => TryTalkAsync(node), client => client is not null, "a new client is served") ?? throw new TimeoutException();
        (await late.AppendAsync("t", 0, "x")).ShouldBe(30);
        late.Dispose();
        LoggedEvent line = (await node.Log.WaitForAsync(1013)).ShouldHaveSingleItem();
        line.Text.ShouldContain($"{Limit}");
        line.Text.ShouldContain("MaxConnections");
        node.Log.Of(1013).Count.ShouldBe(1);
        foreach (WireClient client in idle) client.Dispose();
    }

    [Fact]
    public async Task A_node_gets_in_when_clients_have_all_places()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxConnections = 3 });
        var clients = new List<WireClient>();
        for (int i = 0; i < 3; i++)
        {
            clients.Add(await node.ConnectAsync());
            await clients[i].CallAsync(new ApiVersionsRequest(), 0);
        }

        using WireClient client = await node.ConnectAsync();
        await client.SendAsync(new MetadataRequest(), 1);
        await client.ShouldBeClosedAsync();
        using WireClient other = await node.ConnectAsync();
        await other.CallAsync(new ApiVersionsRequest { ClientSoftwareName = PeerNetwork.SoftwareName, ClientSoftwareVersion = "1" }, 3);

        (await other.CallAsync(new MetadataRequest(), 1)).Brokers.ShouldNotBeEmpty();
        foreach (WireClient one in clients) one.Dispose();
    }

    [Fact]
    public async Task When_connections_end_others_are_accepted_again()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxConnections = 2 });
        WireClient first = await node.ConnectAsync();
        using WireClient second = await node.ConnectAsync();
        await second.CreateTopicAsync("t");
        await first.CallAsync(new ApiVersionsRequest(), 0);
        using (WireClient third = await node.ConnectAsync()) await third.ShouldBeClosedAsync();

        first.Socket.Shutdown(SocketShutdown.Both);
        await Eventually.TrueAsync(() => node.Node.Connections == 1, "the first connection has ended");

        using WireClient fourth = await node.ConnectAsync();
        (await fourth.AppendAsync("t", 0, "a")).ShouldBe(0);
        first.Dispose();
    }

    [Fact]
    public async Task Connections_that_come_and_go_leave_nothing_behind()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        for (int i = 0; i < 300; i++)
        {
            using WireClient client = await node.ConnectAsync();
            if (i % 3 == 0) await client.CallAsync(new ApiVersionsRequest(), 0);
            if (i % 3 == 1) client.Socket.LingerState = new LingerOption(true, 0);
        }

        await Eventually.TrueAsync(() => node.Node.Connections == 0, "all connections have ended");
        node.Log.Errors.ShouldBeEmpty();
    }

    private static async Task<WireClient?> TryTalkAsync(NodeUnderTest node)
    {
        WireClient client = await node.ConnectAsync();
        await client.SendAsync(new ApiVersionsRequest(), 0);
        if (await client.ReceiveFrameAsync() is not null && await IsServedAsync(client)) return client;
        client.Dispose();
        return null;
    }

    private static async Task<bool> IsServedAsync(WireClient client)
    {
        await client.SendAsync(new MetadataRequest { Topics = [] }, 1);
        return await client.ReceiveFrameAsync() is not null;
    }
}
