using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Feeds.Tests;

public sealed class SupervisedServiceTests
{
    private readonly ObservedTime _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task Work_that_fails_begins_again_after_a_growing_pause_and_the_service_lives_on()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var service = new FailingService(_time, failures: 3);
        await service.StartAsync(cancel);
        for (int seconds = 1, attempt = 1; attempt <= 3; attempt++, seconds *= 2)
        {
            TimeSpan pause = TimeSpan.FromSeconds(seconds);
            await service.BegunAsync(attempt, cancel);
            await _time.WaitedForAsync(pause, cancel);
            service.Faults.ShouldBe(attempt);
            _time.Advance(pause - TimeSpan.FromMilliseconds(1));
            service.Attempts.ShouldBe(attempt, "before the pause is over nothing begins");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        await service.BegunAsync(4, cancel);
        service.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await service.StopAsync(cancel);
        service.ExecuteTask.Status.ShouldBe(TaskStatus.RanToCompletion);
        service.Faults.ShouldBe(3);
    }

    [Fact]
    public async Task A_service_that_waits_to_begin_again_stops_at_once()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var service = new FailingService(_time, failures: 1);
        await service.StartAsync(cancel);
        await service.BegunAsync(1, cancel);
        await service.StopAsync(cancel);
        service.ExecuteTask!.Status.ShouldBe(TaskStatus.RanToCompletion);
    }

    private sealed class FailingService(TimeProvider time, int failures) : SupervisedService(NullLogger.Instance, time)
    {
        private readonly SemaphoreSlim _begun = new(0);
        private int _attempts;

        public int Attempts => Volatile.Read(ref _attempts);

        public async Task BegunAsync(int attempt, CancellationToken cancel)
        {
            await _begun.WaitAsync(cancel);
            Attempts.ShouldBe(attempt);
        }

        public override void Dispose()
        {
            _begun.Dispose();
            base.Dispose();
        }

        protected override async Task WorkAsync(CancellationToken cancel)
        {
            int attempt = Interlocked.Increment(ref _attempts);
            _begun.Release();
            if (attempt <= failures) throw new InvalidOperationException("nobody foresaw this");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }
    }
}
