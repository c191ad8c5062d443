using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

public sealed class SensorRunnerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private SensorRunner Runner(int mostKept = 100, int drainMs = 0) =>
        new(new SensorOptions { Sensor = "s1", Place = "lab", MostKept = mostKept, DrainMs = drainMs }, _source, _sink, NullLogger.Instance, _time, () => 0.5);

    [Fact]
    public async Task Readings_are_numbered_from_the_start_in_microseconds_and_sent_in_order()
    {
        SensorRunner runner = Runner();
        Task running = runner.RunAsync(Cancel);
        _source.Measure(400, time: 5);
        Reading first = (await _sink.TakeAsync()).ShouldHaveSingleItem();
        first.ShouldBe(new Reading("s1", 1_700_000_000_000_000, ReadingKind.Pollution, 5, 400, 0, "lab"));
        _source.Measure(401);
        (await _sink.TakeAsync()).ShouldHaveSingleItem().Number.ShouldBe(first.Number + 1);
        _source.End();
        await running;
        runner.Status.ShouldBe(new SensorStatus(2, 2, 0, 0, 0, null));
    }

    [Fact]
    public async Task One_that_is_asked_to_end_sends_what_it_keeps_first()
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        SensorRunner runner = Runner(drainMs: 5_000);
        Task running = runner.RunAsync(asked.Token);
        _source.Measure(1);
        var inHand = await _sink.NextAsync();
        _source.Measure(2);
        while (runner.Status.Taken < 2) await Task.Yield();

        await asked.CancelAsync();
        inHand.Answer.SetResult(new SendOutcome(1, []));

        (await _sink.TakeAsync()).ShouldHaveSingleItem().First.ShouldBe(2);
        await running;
        runner.Status.ShouldBe(new SensorStatus(2, 2, 0, 0, 0, null));
    }

    [Fact]
    public async Task One_that_is_asked_to_end_while_nobody_answers_ends_after_its_time()
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        SensorRunner runner = Runner(drainMs: 5_000);
        Task running = runner.RunAsync(asked.Token);
        _source.Measure(1);
        await _sink.NextAsync();

        await asked.CancelAsync();
        running.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(5));

        await running;
        runner.Status.Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_takes_is_kept_and_sent_when_the_receiver_is_back()
    {
        SensorRunner runner = Runner();
        Task running = runner.RunAsync(Cancel);
        _source.Measure(1);
        (await _sink.NextAsync()).Answer.SetException(new TransportException("nobody answers"));
        _source.Measure(2);
        _source.Measure(3);
        _source.End();
        List<double> taken = [];
        while (taken.Count < 3)
        {
            // The clock goes on until the pause is over, however soon the sensor begins to wait.
            Task<IReadOnlyList<Reading>> next = _sink.TakeAsync();
            while (!next.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
            taken.AddRange((await next).Select(r => r.First));
        }
        await running;
        taken.ShouldBe([1, 2, 3]);
        runner.Status.ShouldBe(new SensorStatus(3, 3, 0, 0, 0, null));
    }

    [Fact]
    public async Task The_oldest_readings_are_dropped_and_counted_when_the_bound_is_reached()
    {
        SensorRunner runner = Runner(mostKept: 2);
        Task running = runner.RunAsync(Cancel);
        _source.Measure(1);
        (IReadOnlyList<Reading> inFlight, TaskCompletionSource<SendOutcome> answer) = await _sink.NextAsync();
        inFlight.ShouldHaveSingleItem().First.ShouldBe(1);
        foreach (double value in new[] { 2.0, 3, 4 }) _source.Measure(value);
        _source.End();
        while (runner.Status.Taken < 4) await Task.Yield();
        answer.SetResult(new SendOutcome(1, []));
        (await _sink.TakeAsync()).Select(r => r.First).ShouldBe([3, 4]);
        await running;
        runner.Status.Dropped.ShouldBe(2, "the first one was on its way when it was dropped, the second one never left");
    }

    [Fact]
    public async Task An_overloaded_receiver_gets_the_rest_later()
    {
        SensorRunner runner = Runner();
        Task running = runner.RunAsync(Cancel);
        _source.Measure(1);
        (await _sink.NextAsync()).Answer.SetResult(new SendOutcome(0, [], TimeSpan.FromSeconds(2)));
        _source.End();
        Task<IReadOnlyList<Reading>> again = _sink.TakeAsync();
        while (!again.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        (await again).ShouldHaveSingleItem().First.ShouldBe(1);
        await running;
    }

    [Fact]
    public async Task A_refused_reading_is_counted_and_never_sent_again()
    {
        SensorRunner runner = Runner();
        Task running = runner.RunAsync(Cancel);
        _source.Measure(-1);
        (IReadOnlyList<Reading> readings, TaskCompletionSource<SendOutcome> answer) = await _sink.NextAsync();
        answer.SetResult(new SendOutcome(1, [new ReadingRefusal(readings[0].Number, "co2 is -1, below 0")]));
        _source.End();
        await running;
        runner.Status.ShouldBe(new SensorStatus(1, 0, 1, 0, 0, null));
    }

    [Fact]
    public void Simulated_sensors_have_names_of_their_own()
    {
        IReadOnlyList<SimulatedSensor> all = SimulatedSensor.Several(12, seed: 1);
        all.Select(s => s.Sensor).Distinct().Count().ShouldBe(12);
        all.Count(s => s.Kind == ReadingKind.Air).ShouldBe(6);
        all.Count(s => s.Kind == ReadingKind.Pollution).ShouldBe(4);
        all.Count(s => s.Kind == ReadingKind.Wind).ShouldBe(2);
    }
}
