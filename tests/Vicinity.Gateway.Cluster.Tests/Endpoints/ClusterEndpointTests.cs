using System.Net;
using System.Text.Json.Nodes;
using Vicinity.Client;

namespace Vicinity.Gateway.Cluster.Tests;

public sealed class ClusterEndpointTests
{
    [Theory]
    [InlineData("/api/cluster")]
    [InlineData("/api/cluster/events")]
    [InlineData("/live/cluster/negotiate")]
    public async Task The_cluster_is_shown_to_its_operator_alone(string path)
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();

        using HttpResponseMessage answer = await cluster.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nodes_partitions_and_events_are_answered()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = cluster.Servers })) await admin.CreateTopicAsync("t", 2, 1, cancel: TestContext.Current.CancellationToken);
        JsonNode answer = new JsonObject();

        await cluster.UntilAsync(
            async () => (answer = await cluster.ReadAsync("/api/cluster"))["cluster"]!["partitions"]!.AsArray().Count(p => p!["topic"]!.GetValue<string>() == "t") == 2, "the topic is seen");

        answer["cluster"]!["nodes"]![0]!["status"]!.GetValue<string>().ShouldBe("alive");
        answer["cluster"]!["partitions"]![0]!["replicas"]![0]!["role"]!.GetValue<string>().ShouldBe("leader");
        answer["controlled"]!.AsArray().ShouldBeEmpty();
        JsonNode events = await cluster.ReadAsync("/api/cluster/events");
        events["entries"]!.AsArray().Select(e => e!["kind"]!.GetValue<string>()).ShouldContain("nodeStarted");
        (await cluster.ReadAsync($"/api/cluster/events?since={events["change"]}"))["entries"]!.AsArray().ShouldAllBe(e => e!["change"]!.GetValue<long>() > events["change"]!.GetValue<long>());
    }

    [Fact]
    public async Task Who_connects_is_pushed_the_whole_and_then_what_changes()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();
        await using LiveClient reader = await LiveClient.ConnectAsync(cluster.Address, cluster.Cookie, path: "/live/cluster");
        JsonNode first = await reader.NextAsync("cluster");
        first["full"]!.GetValue<bool>().ShouldBeTrue();
        await reader.NextAsync("cluster", push => push["health"]!.GetValue<string>() == "ok");

        await using (var admin = new Admin(new AdminOptions { BootstrapServers = cluster.Servers })) await admin.CreateTopicAsync("new", 1, 1, cancel: TestContext.Current.CancellationToken);

        JsonNode push = await reader.NextAsync("cluster", push => push["partitions"]!.AsArray().Any(p => p![0]!.GetValue<string>() == "new"));
        push["full"]!.GetValue<bool>().ShouldBeFalse();
        push["partitions"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_this_program_did_not_start_cannot_be_killed()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();

        (await cluster.PostAsync("/api/cluster/nodes/1/kill")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Demo_nodes_are_killed_paused_and_restarted_by_the_operator_alone()
    {
        var control = new NotedControl();
        await using RunningCluster cluster = await RunningCluster.StartAsync(control);
        (await cluster.PostAsync("/api/cluster/nodes/3/kill", asOperator: false)).ShouldBe(HttpStatusCode.Forbidden);

        foreach (string verb in (string[])["kill", "pause", "resume", "restart"]) (await cluster.PostAsync($"/api/cluster/nodes/3/{verb}")).ShouldBe(HttpStatusCode.NoContent);

        control.Done.ShouldBe(["kill 3", "pause 3", "resume 3", "restart 3"]);
        (await cluster.PostAsync("/api/cluster/nodes/1/kill")).ShouldBe(HttpStatusCode.NotFound);
        (await cluster.ReadAsync("/api/cluster"))["controlled"]![0]!["id"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task A_browsers_cookie_kills_a_node_only_with_the_token_of_the_operators_page()
    {
        var control = new NotedControl();
        await using RunningCluster cluster = await RunningCluster.StartAsync(control);
        string token = (await cluster.ReadAsync("/api/access"))["token"]!.GetValue<string>();
        (await cluster.PostAsync("/api/cluster/nodes/3/kill", "Cookie", cluster.Cookie)).ShouldBe(HttpStatusCode.Forbidden);
        (await cluster.PostAsync("/api/cluster/nodes/3/kill", "Cookie", cluster.Cookie, "X-Vicinity-Token", "guess")).ShouldBe(HttpStatusCode.Forbidden);
        (await cluster.PostAsync("/api/cluster/nodes/3/kill", "X-Vicinity-Token", token)).ShouldBe(HttpStatusCode.Forbidden);
        (await cluster.PostAsync("/api/cluster/nodes/3/kill", "Cookie", cluster.Cookie, "X-Vicinity-Token", token, "Origin", "http://localhost:1")).ShouldBe(HttpStatusCode.Forbidden);
        control.Done.ShouldBeEmpty();

        (await cluster.PostAsync("/api/cluster/nodes/3/kill", "Cookie", cluster.Cookie, "X-Vicinity-Token", token)).ShouldBe(HttpStatusCode.NoContent);

        control.Done.ShouldBe(["kill 3"]);
    }

    private sealed class NotedControl : IClusterControl
    {
        public List<string> Done { get; } = [];

        public IReadOnlyList<ControlledNode> Nodes => [new(3, true, false, 1)];

        public Task KillAsync(int node, CancellationToken cancel) => Note("kill", node);

        public Task PauseAsync(int node, CancellationToken cancel) => Note("pause", node);

        public Task ResumeAsync(int node, CancellationToken cancel) => Note("resume", node);

        public Task RestartAsync(int node, CancellationToken cancel) => Note("restart", node);

        private Task Note(string what, int node)
        {
            Done.Add($"{what} {node}");
            return Task.CompletedTask;
        }
    }
}
