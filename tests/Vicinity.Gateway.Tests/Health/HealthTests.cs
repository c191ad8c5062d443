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
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new CheckedPart(new ReadinessCheck("broken", () => throw new InvalidOperationException("no"))));
        (await gateway.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_warning_is_told_and_keeps_the_gateway_ready()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new CheckedPart(new ReadinessCheck("feeds", () => null) { Warning = () => "one source has ended" }));
        HttpResponseMessage anonymous = await gateway.GetAsync("/readyz");
        anonymous.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anonymous.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"status":"degraded","checks":null}""");
        HttpResponseMessage shown = await gateway.GetAsync("/readyz", "Cookie", await gateway.OperatorCookieAsync());
        (await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("""{"name":"feeds","problem":null,"warning":"one source has ended"}""");
        (await (await gateway.GetAsync("/api/status")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"delayed\":false");
    }

    private sealed class CheckedPart(ReadinessCheck check) : IGatewayPart
    {
        public string Name => "checked";

        public void AddServices(IServiceCollection services) => services.AddSingleton(check);

        public void Map(IEndpointRouteBuilder endpoints)
        {
        }
    }
}
