using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Gateway.Tests;

public sealed class ApplicationRunnerTests
{
    [Fact]
    public async Task An_application_that_takes_long_to_start_holds_the_others_up_for_ten_seconds_at_most()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        var part = new SlowPart();
        using var log = new LogLines();
        var application = new Application(part, log);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        application.AddServices(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IHostedService runner = provider.GetServices<IHostedService>().Single();

        Task start = runner.StartAsync(cancel);
        await part.Begun.Task.WaitAsync(cancel);
        start.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(10));
        await start.WaitAsync(cancel);
        application.Status.ShouldBe(new ApplicationStatus("slow", null, ApplicationState.Starting, "it is starting", Answers: true));

        part.Go.SetResult();
        await part.Started.Task.WaitAsync(cancel);
        await log.ContainAsync("The application 'slow' runs");
        application.Status.ShouldBe(new ApplicationStatus("slow", null, ApplicationState.Running, null, Answers: true));
        await runner.StopAsync(cancel);
        part.IsStopped.ShouldBeTrue();
    }

    private sealed class SlowPart : IGatewayPart, IHostedService
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsStopped { get; private set; }

        public string Name => "slow";

        public void AddServices(IServiceCollection services) => services.AddSingleton<IHostedService>(this);

        public void Map(IEndpointRouteBuilder endpoints)
        {
        }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            Begun.SetResult();
            await Go.Task.WaitAsync(cancellationToken);
            Started.SetResult();
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopped = true;
            return Task.CompletedTask;
        }
    }
}
