using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vicinity.Feeds;
using Vicinity.Model;

namespace Vicinity.Gateway.Tests;

/// <summary>What fails in an application stays in it: it is shown as down, and the gateway and the other applications go on.</summary>
public sealed class FailingApplicationTests
{
    public enum Step
    {
        Services,
        Endpoints,
        Construction,
        Start,
        Check,
        History,
    }

    [Theory]
    [InlineData(Step.Services)]
    [InlineData(Step.Endpoints)]
    [InlineData(Step.Construction)]
    [InlineData(Step.Start)]
    [InlineData(Step.Check)]
    [InlineData(Step.History)]
    public async Task An_application_that_fails_at_its_start_is_down_and_the_others_go_on(Step step)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new FailingPart(step));

        JsonNode failing = await ApplicationAsync(gateway, "failing", "Cookie", await gateway.OperatorCookieAsync());
        failing["state"]!.GetValue<string>().ShouldBe("down");
        failing["problem"]!.GetValue<string>().ShouldContain("nobody foresaw this");
        (await ApplicationAsync(gateway, "failing"))["problem"].ShouldBeNull("why is the operator's business");
        failing["answers"]!.GetValue<bool>().ShouldBeFalse();
        (await ApplicationAsync(gateway, "echo"))["state"]!.GetValue<string>().ShouldBe("running");
        gateway.Host.Applications.Single(a => a.Name == "failing").State.ShouldBe(ApplicationState.Down);

        (await gateway.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await TextAsync(gateway, "/readyz", "Cookie", await gateway.OperatorCookieAsync())).ShouldContain("""{"name":"failing","problem":"it could not """);
        (await gateway.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/api/history")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/api/test/numbers")).StatusCode.ShouldBe(HttpStatusCode.OK);
        HttpResponseMessage answer = await gateway.GetAsync("/api/failing");
        answer.StatusCode.ShouldBe(step == Step.Services ? HttpStatusCode.NotFound : HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("nobody foresaw this");
    }

    [Fact]
    public async Task An_application_whose_background_service_ends_is_down_and_goes_on_showing_what_it_knows()
    {
        var part = new FailingPart(null);
        using var log = new LogLines();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part, loggers: log);
        (await ApplicationAsync(gateway, "failing"))["state"]!.GetValue<string>().ShouldBe("running");

        part.Service.Fail.SetResult();

        await log.ContainAsync("The application 'failing' is down");
        (await ApplicationAsync(gateway, "failing"))["state"]!.GetValue<string>().ShouldBe("down");
        (await ApplicationAsync(gateway, "failing"))["answers"]!.GetValue<bool>().ShouldBeTrue();
        (await TextAsync(gateway, "/readyz", "Cookie", await gateway.OperatorCookieAsync())).ShouldContain("FailingService has ended: nobody foresaw this");
        (await gateway.GetAsync("/api/failing")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_an_application_has_started_before_it_fails_is_stopped()
    {
        var part = new FailingPart(Step.Start);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        part.Service.ExecuteTask!.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task An_application_whose_own_address_is_taken_is_down_with_the_address()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new FailingPart(null) { Listeners = [Listener(taken)] });
        JsonNode failing = await ApplicationAsync(gateway, "failing", "Cookie", await gateway.OperatorCookieAsync());
        failing["problem"]!.GetValue<string>().ShouldContain($"cannot listen on 127.0.0.1:{taken}");
    }

    [Fact]
    public async Task An_application_is_reached_at_an_address_of_its_own()
    {
        PartListener listener = Listener(0);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new FailingPart(null) { Listeners = [listener] });
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        HttpResponseMessage answer = await client.GetAsync($"http://{listener.Bound}/api/failing", TestContext.Current.CancellationToken);
        (answer.StatusCode, answer.Version).ShouldBe((HttpStatusCode.OK, HttpVersion.Version20));
    }

    private static PartListener Listener(int port) =>
        ListenAddress.TryParse($"127.0.0.1:{port}", out ListenAddress? address, out _) ? new PartListener(address, HttpProtocols.Http2) : throw new InvalidOperationException();

    private static async Task<JsonNode> ApplicationAsync(RunningGateway gateway, string name, params string[] headers) =>
        JsonNode.Parse(await TextAsync(gateway, "/api/status", headers))!["applications"]!.AsArray().Single(a => a!["name"]!.GetValue<string>() == name)!;

    private static async Task<string> TextAsync(RunningGateway gateway, string path, params string[] headers)
    {
        using HttpResponseMessage answer = await gateway.GetAsync(path, headers);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private sealed class FailingPart(Step? step) : IGatewayPart
    {
        public string Name => "failing";

        public IReadOnlyList<PartListener> Listeners { get; init; } = [];

        public FailingService Service { get; } = new();

        public void AddServices(IServiceCollection services)
        {
            services.AddHostedService(_ => Service);
            if (step == Step.Construction) services.AddHostedService<Missing>();
            if (step == Step.Start) services.AddHostedService<NeverStarted>();
            if (step == Step.Check) services.AddSingleton<ReadinessCheck>(_ => throw Fault());
            if (step == Step.History) services.AddSingleton<IHistory>(_ => throw Fault());
            if (step == Step.Services) throw Fault();
        }

        public void Map(IEndpointRouteBuilder endpoints)
        {
            endpoints.MapGet("/api/failing", () => TypedResults.Ok("here"));
            if (step == Step.Endpoints) throw Fault();
        }
    }

    private static InvalidOperationException Fault() => new("nobody foresaw this");

    private sealed class FailingService : BackgroundService
    {
        public TaskCompletionSource Fail { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Fail.Task.WaitAsync(stoppingToken);
            throw Fault();
        }
    }

    private sealed class Missing : BackgroundService
    {
        public Missing() => throw Fault();

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class NeverStarted : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw Fault();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
