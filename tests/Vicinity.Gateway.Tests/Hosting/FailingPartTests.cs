using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Vicinity.Gateway.Tests;

public sealed class FailingPartTests
{
    [Fact]
    public async Task A_background_service_that_fails_does_not_end_the_gateway()
    {
        var part = new FailingPart();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        await Should.ThrowAsync<InvalidOperationException>(part.Service.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken));
        part.Services!.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior.ShouldBe(BackgroundServiceExceptionBehavior.Ignore);
        (await gateway.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        part.Services!.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    private sealed class FailingPart : IGatewayPart
    {
        public string Name => "failing";

        public FailingService Service { get; } = new();

        public IServiceProvider? Services { get; private set; }

        public void AddServices(IServiceCollection services) => services.AddHostedService(_ => Service);

        public void Map(IEndpointRouteBuilder endpoints) => Services = endpoints.ServiceProvider;
    }

    private sealed class FailingService : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("nobody foresaw this");
        }
    }
}
