using Microsoft.Extensions.Time.Testing;
using Vicinity.Client;

namespace Vicinity.Feeds.Tests;

public sealed class ReplayRunnerTests : IAsyncDisposable
{
    private const long Start = 1_788_000_000_000;

    private readonly ObservedTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));
    private readonly TestNode _node = TestNode.StartNew();
    private readonly TideWriter _writer;

    public ReplayRunnerTests() => _writer = new TideWriter(_node.Address, maxTopics: 2);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task What_is_no_event_and_what_is_out_of_order_is_counted_and_named_and_the_rest_is_stored()
    {
        TideReplay replay = Replay(Fast, "brest 1 5000", "low tide", "brest 2 3000", "dover 3 5000");
        await replay.RunAsync(TestContext.Current.CancellationToken);
        _writer.Stored.ShouldBe(3);
        replay.Status.ShouldBe(new SourceStatus("book", "replay", 3, 1, false, null));
        TraceReport report = replay.Report!;
        report.Problems.ShouldHaveSingleItem().ToString().ShouldBe("line 2: no harbour, centimetres and time");
        (report.GoodRows, report.Earlier).ShouldBe((3, 1));
        report.FirstEarlier!.ToString().ShouldBe("line 3: 2 s before a row above it");
        replay.Share.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_of_one_topic_too_many_is_a_bad_row_that_names_the_bound()
    {
        TideReplay replay = Replay(Fast, "brest 1 1", "dover 2 2", "esbjerg 3 3", "brest 4 4");
        await replay.RunAsync(TestContext.Current.CancellationToken);
        _writer.Stored.ShouldBe(3);
        replay.Report!.Problems.ShouldHaveSingleItem().ToString().ShouldBe("line 3: a further topic would be needed, and there are 2 already, which is the most");
        replay.Status.Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Each_row_waits_for_its_turn_and_carries_the_time_of_it()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        TideReplay replay = Replay(new ReplayOptions { Speed = 10 }, "brest 1 0", "brest 2 30000", $"brest 3 {TideReplay.LatestTime * 20}");
        Task running = replay.RunAsync(cancel);
        await _time.WaitedForAsync(TimeSpan.FromSeconds(3), cancel);
        replay.Status.Events.ShouldBe(1);
        running.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(3));
        await running;
        _writer.Stored.ShouldBe(2);
        replay.Report!.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith("line 3: replayed at its turn, its time ");
    }

    [Fact]
    public async Task A_long_pause_is_told_while_it_lasts()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        TideReplay replay = Replay(new ReplayOptions(), "brest 1 0", "brest 2 7200000");
        Task running = replay.RunAsync(cancel);
        // The wait is of parts, because a timer does not take any length.
        await _time.WaitedForAsync(TimeSpan.FromHours(1), cancel);
        replay.Status.Problem.ShouldBe($"the recording pauses: line 2 is due at {DateTimeOffset.FromUnixTimeMilliseconds(Start + 7_200_000):yyyy-MM-dd HH:mm:ss} UTC");
        _time.Advance(TimeSpan.FromHours(1));
        await _time.WaitedForAsync(TimeSpan.FromHours(1), cancel);
        running.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromHours(1));
        await running;
        replay.Status.Problem.ShouldBeNull();
        _writer.Stored.ShouldBe(2);
    }

    [Fact]
    public async Task Laps_follow_each_other_and_each_leaves_out_the_same_part()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        TideReplay replay = Replay(
            new ReplayOptions { Loop = true, From = TimeSpan.FromSeconds(10), Until = TimeSpan.FromSeconds(20) },
            "brest 1 0", "brest 2 10000", "bad", "brest 3 20000", "brest 4 30000");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task running = replay.RunAsync(stop.Token);
        await _time.WaitedForAsync(TimeSpan.FromSeconds(10), cancel);
        _time.Advance(TimeSpan.FromSeconds(10));
        // The next lap begins a second after the last row.
        await _time.WaitedForAsync(TimeSpan.FromSeconds(1), cancel);
        replay.Status.Events.ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.WaitedForAsync(TimeSpan.FromSeconds(10), cancel);
        replay.Status.ShouldBe(new SourceStatus("book", "replay", 3, 2, true, null));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        replay.Status.Running.ShouldBeFalse();
    }

    [Fact]
    public async Task A_loop_without_a_single_event_ends_and_says_so()
    {
        TideReplay replay = Replay(new ReplayOptions { Loop = true }, "nothing");
        await replay.RunAsync(TestContext.Current.CancellationToken);
        replay.Status.ShouldBe(new SourceStatus("book", "replay", 0, 1, false, "a whole lap held nothing that could be stored"));
    }

    private static ReplayOptions Fast { get; } = new() { Speed = double.PositiveInfinity };

    private TideReplay Replay(ReplayOptions options, params string[] lines) => new("book", string.Join('\n', lines), options, _writer, _time);
}
