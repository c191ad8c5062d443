using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Feeds.Tests;

public sealed class SupervisedServiceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Work_that_fails_begins_again_after_a_growing_pause_and_the_service_lives_on()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var service = new FailingService(_time, failures: 3);
        await service.StartAsync(cancel);
        for (int seconds = 1, attempt = 1; attempt <= 3; attempt++, seconds *= 2)
        {
            await service.BegunAsync(attempt, cancel);
            await Eventually.Holds(() => service.Faults == attempt, "the fault is counted");
            await service.PausedAsync(_time, TimeSpan.FromSeconds(seconds), attempt, cancel);
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

    private sealed class FailingService(FakeTimeProvider time, int failures) : SupervisedService(NullLogger.Instance, time)
    {
        private readonly SemaphoreSlim _begun = new(0);
        private int _attempts;

        public async Task BegunAsync(int attempt, CancellationToken cancel)
        {
            await _begun.WaitAsync(cancel);
            Volatile.Read(ref _attempts).ShouldBe(attempt);
        }

        /// <summary>Lets time pass; before the pause is over, nothing begins.</summary>
        public async Task PausedAsync(FakeTimeProvider clock, TimeSpan pause, int attempt, CancellationToken cancel)
        {
            // The pause begins a moment after the fault is counted: until then, time passes in vain and does no harm.
            clock.Advance(pause - TimeSpan.FromMilliseconds(1));
            Volatile.Read(ref _attempts).ShouldBe(attempt);
            await Eventually.Holds(() => Moved(clock) > attempt, "the work begins again");
            cancel.ThrowIfCancellationRequested();
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

        private int Moved(FakeTimeProvider clock)
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            return Volatile.Read(ref _attempts);
        }
    }
}
