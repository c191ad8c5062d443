using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task A_gateway_whose_log_is_away_is_healthy_and_not_ready()
    {
        string? problem = null;
        EngineStatus engine = EngineStatus.Unknown with { Problem = () => problem };
        await using RunningGateway gateway = await RunningGateway.StartAsync(engine: engine);
        (await gateway.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        problem = "broker 7 does not answer";
        (await gateway.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        HttpResponseMessage answer = await gateway.GetAsync("/readyz");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"status":"delayed","checks":null}""");
    }

    [Fact]
    public async Task What_is_missing_is_named_to_the_operator_alone()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(engine: EngineStatus.Unknown with { Problem = () => "broker 7 does not answer" });
        HttpResponseMessage answer = await gateway.GetAsync("/readyz", "Cookie", await gateway.OperatorCookieAsync());
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("broker 7 does not answer");
    }

    [Fact]
    public async Task A_check_that_fails_itself_means_not_ready()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new BrokenCheck());
        (await gateway.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task An_application_that_shows_old_data_is_not_ready_until_it_has_caught_up()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        await RunningTraffic.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the log is read");

        await traffic.StopNodeAsync();

        await RunningTraffic.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "old data are told");
        using HttpResponseMessage shown = await traffic.GetAsync("/readyz", "Cookie", traffic.Cookie);
        (await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("""{"name":"traffic","problem":"what is shown is """);
        using HttpResponseMessage status = await traffic.GetAsync("/api/status");
        (await status.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"delayed\":true");
        (await traffic.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);

        traffic.StartNode();
        await RunningTraffic.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the view has caught up");
    }

    [Fact]
    public async Task A_cluster_of_which_no_node_answers_is_not_ready()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();
        await RunningTraffic.UntilAsync(async () => (await cluster.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the nodes have answered");

        await cluster.StopNodeAsync();

        await RunningTraffic.UntilAsync(async () => (await cluster.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "the silence is told");
    }

    [Fact]
    public async Task An_application_brings_its_own_metrics()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        using HttpResponseMessage answer = await traffic.GetAsync("/metrics");
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (string name in (string[])["vehicles", "quadrants", "positions_rate", "positions_kept", "rows_refused", "delay_seconds"]) text.ShouldContain($"\nvicinity_traffic_{name} ");
    }

    private sealed class BrokenCheck : IGatewayPart
    {
        public string Name => "broken";

        public void AddServices(IServiceCollection services) => services.AddSingleton(new ReadinessCheck("broken", () => throw new InvalidOperationException("no")));

        public void Map(IEndpointRouteBuilder endpoints)
        {
        }
    }
}
