using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class PositionReplayTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.FromUnixTimeMilliseconds(1_788_000_000_000);

    private readonly ObservedTime _time = new(s_start);
    private readonly TestNode _node = TestNode.StartNew();
    private readonly TrafficIngest _ingest;

    public PositionReplayTests() => _ingest = new TrafficIngest(new TrafficOptions { BootstrapServers = _node.Address }, NullLogger<TrafficIngest>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _ingest.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task A_row_that_has_no_time_at_its_turn_is_a_bad_row_and_the_others_are_stored()
    {
        // At a hundredth of the speed, 64 days last until after 2100.
        PositionReplay runner = Runner(
            new ReplayOptions { Speed = 0.001 }, "a,52.50,13.40,2026-01-01T00:00:00Z", "a,52.51,13.40,2026-03-05T00:00:00Z", "b,52.52,13.40,2026-01-01T00:00:00Z");
        await runner.RunAsync(TestContext.Current.CancellationToken);
        _ingest.Stored.ShouldBe(2);
        runner.Status.ShouldBe(new SourceStatus("trace", "replay", 2, 1, false, null));
        runner.Report!.GoodRows.ShouldBe(2);
        runner.Report.Problems.Single().ToString().ShouldStartWith("line 3: replayed at its turn, its timestamp 7231");
    }

    [Fact]
    public async Task Rows_that_are_earlier_than_the_first_are_stored_with_their_times()
    {
        PositionReplay runner = Runner(
            new ReplayOptions(), "a,52.50,13.40,2026-01-01T00:00:05Z", "a,52.51,13.40,2026-01-01T00:00:03Z", "b,52.52,13.40,2026-01-01T00:00:05Z");
        await runner.RunAsync(TestContext.Current.CancellationToken);
        runner.Share.ShouldBe(1);
        runner.Report!.Earlier.ShouldBe(1);
        List<long> times = [];
        await using var consumer = new TrafficConsumer(new TrafficClientOptions { BootstrapServers = _node.Address });
        foreach (double latitude in new[] { 52.50, 52.51, 52.52 })
            foreach (VehiclePosition position in await consumer.Read(new QuadrantMap().TopicOf(Geo.GeoPoint.At(latitude, 13.40)), TestContext.Current.CancellationToken))
                if (position.Point.Latitude == latitude) times.Add(position.Timestamp - s_start.ToUnixTimeMilliseconds());
        times.ShouldBe([0, -2_000, 0]);
    }

    [Fact]
    public async Task A_pause_of_months_is_told_and_waited_for()
    {
        PositionReplay runner = Runner(new ReplayOptions(), "a,52.50,13.40,2026-01-01T00:00:00Z", "a,52.51,13.40,2026-03-05T00:00:00Z");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task running = runner.RunAsync(cancel);
        // The wait is of several parts.
        await _time.WaitedForAsync(TimeSpan.FromHours(1), cancel);
        runner.Status.Problem.ShouldBe($"the recording pauses: line 3 is due at {s_start.AddDays(63):yyyy-MM-dd HH:mm:ss} UTC");
        _time.Advance(TimeSpan.FromDays(62));
        await _time.WaitedForAsync(TimeSpan.FromHours(1), cancel);
        running.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromHours(1));
        await _time.PassUntilAsync(running, cancel);
        await running;
        _ingest.Stored.ShouldBe(2);
        runner.Status.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_loop_without_a_single_sound_row_ends_and_says_so()
    {
        PositionReplay runner = Runner(new ReplayOptions { Loop = true }, "a,91,13.40,2026-01-01T00:00:00Z");
        await runner.RunAsync(TestContext.Current.CancellationToken);
        runner.Status.ShouldBe(new SourceStatus("trace", "replay", 0, 1, false, "a whole lap held nothing that could be stored"));
    }

    private PositionReplay Runner(ReplayOptions options, params string[] rows)
    {
        string text = "id,lat,lon,time\n" + string.Join('\n', rows);
        return new PositionReplay("trace", () => new CsvTraceReader(Traces.Input(text), new TraceOptions()), options, _ingest, _time);
    }
}
