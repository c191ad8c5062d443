using System.Buffers;
using System.Text;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Weather.Tests;

/// <summary>The log transport over a real node, beside a direct computation of the windows.</summary>
public sealed class LogTransportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact(Timeout = 180_000)]
    public async Task What_sensors_sent_is_in_the_windows_of_a_terminal_as_a_direct_computation_has_them()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        List<Reading> readings = Readings(1, sensors: 20, each: 60);
        await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        await weather.WriteAsync(readings);
        // Sent again, as after a lost answer.
        await weather.WriteAsync(readings.Where((_, i) => i % 3 == 0), atOnce: 1);
        await weather.ShouldBecomeAsync(readings);
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_servers_share_the_partitions_and_one_that_leaves_loses_nothing()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        List<Reading> readings = Readings(2, sensors: 20, each: 60);
        await weather.StartMergerAsync();
        WindowProcessor one = await weather.StartProcessorAsync();
        WindowProcessor other = await weather.StartProcessorAsync();
        await RunningWeather.UntilAsync(
            () => one.Status.Partitions.Count > 0 && other.Status.Partitions.Count > 0 && one.Status.Partitions.Concat(other.Status.Partitions).Order().SequenceEqual([0, 1, 2]), () => $"shares: {one.Status} {other.Status}");
        await weather.WriteAsync(readings[..600]);
        await weather.StopAsync(other);
        await weather.WriteAsync(readings[600..]);
        await weather.ShouldBecomeAsync(readings);
        one.Status.Partitions.ShouldBe([0, 1, 2]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_was_paused_writes_and_nobody_counts_it()
    {
        await using RunningWeather weather = RunningWeather.StartNew(RunningWeather.Quick with { Partitions = 1 });
        List<Reading> readings = Readings(3, sensors: 5, each: 80);
        await using var topics = new LogTopics(weather.Options, "test", TimeProvider.System);
        await topics.EnsureStepsAsync(Cancel);
        await weather.WriteAsync(readings[..200]);
        PausedServer paused = await PausedServer.StartAsync(weather.Options, topics);
        await paused.ReadAsync();

        WindowProcessor processor = await weather.StartProcessorAsync();
        WindowMerger merger = await weather.StartMergerAsync();
        await RunningWeather.UntilAsync(() => processor.Status.Steps > 0, () => "a step of the one that works");
        await paused.WriteAsync();
        await weather.WriteAsync(readings[200..]);

        await weather.ShouldBecomeAsync(readings);
        await RunningWeather.UntilAsync(() => merger.Status.IgnoredSteps > 0, () => "the step of the paused one is seen");
        processor.Status.Lost.ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_finds_that_another_one_has_worked_goes_on_from_its_steps()
    {
        await using RunningWeather weather = RunningWeather.StartNew(RunningWeather.Quick with { Partitions = 1 });
        List<Reading> readings = Readings(4, sensors: 5, each: 80);
        await using var topics = new LogTopics(weather.Options, "test", TimeProvider.System);
        WindowProcessor processor = await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        await weather.WriteAsync(readings[..200]);
        await RunningWeather.UntilAsync(() => processor.Status.Steps > 0, () => "a step");

        for (int tries = 0; processor.Status.Lost == 0 && tries < 200; tries++)
        {
            // Whoever comes first counts; sooner or later that is the other one.
            PausedServer other = await PausedServer.StartAsync(weather.Options, topics);
            await other.ReadAsync();
            await other.WriteAsync();
            await weather.WriteAsync(readings.Skip(200).Take(tries));
        }
        await weather.WriteAsync(readings[200..]);

        processor.Status.Lost.ShouldBeGreaterThan(0);
        await weather.ShouldBecomeAsync(readings);
    }

    [Fact(Timeout = 180_000)]
    public async Task Servers_and_proxies_that_are_started_anew_after_each_step_lose_and_double_nothing()
    {
        await using RunningWeather weather = RunningWeather.StartNew(RunningWeather.Quick with { StepMs = 10 });
        List<Reading> readings = Readings(5, sensors: 12, each: 60);
        const int Restarts = 8;
        for (int i = 0; i < Restarts; i++)
        {
            WindowProcessor processor = await weather.StartProcessorAsync();
            WindowMerger merger = await weather.StartMergerAsync();
            await weather.WriteAsync(readings.Where((_, at) => at % Restarts == i), atOnce: 3);
            await RunningWeather.UntilAsync(() => processor.Status.Steps > 0 && merger.Status.TakenOver > 0, () => $"a step: {processor.Status} {merger.Status}");
            await weather.StopAsync(processor);
            await weather.StopAsync(merger);
        }
        await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        await weather.ShouldBecomeAsync(readings);
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_proxy_takes_over_and_terminals_get_each_revision_once()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        List<Reading> readings = Readings(6, sensors: 10, each: 60);
        await weather.StartProcessorAsync();
        WindowMerger one = await weather.StartMergerAsync();
        WindowMerger other = await weather.StartMergerAsync();
        await RunningWeather.UntilAsync(() => one.Status.IsWorking != other.Status.IsWorking, () => "one of them works");
        await weather.WriteAsync(readings[..300]);
        WindowMerger works = one.Status.IsWorking ? one : other;
        await RunningWeather.UntilAsync(() => works.Status.Windows > 0, () => "windows");
        await weather.StopAsync(works);
        await weather.WriteAsync(readings[300..]);
        await weather.ShouldBecomeAsync(readings);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_proxy_that_was_paused_writes_and_terminals_pass_it_over()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        List<Reading> readings = Readings(8, sensors: 6, each: 30);
        await using var topics = new LogTopics(weather.Options, "test", TimeProvider.System);
        await topics.EnsureStepsAsync(Cancel);
        await topics.EnsureWindowsAsync(Cancel);
        WindowLogEnd end = await WindowLog.ReadAsync(topics, WindowLog.PartitionOf(weather.Options), _ => { }, Cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = weather.Options.BootstrapServers });
        var paused = new WindowsWriter(weather.Options, producer, topics, end);

        await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        await weather.WriteAsync(readings[..90]);
        await RunningWeather.UntilAsync(() => weather.Windows.Count > 0, () => "windows");
        Window wrong = new(Quantity.Co2, WindowScope.All, "", 0, 1_000, 99, 1, 1, 0, 1, 1, 1);
        (await paused.WriteAsync([wrong], new MergeWork(WindowRules.Of(weather.Options), weather.Options.Partitions, end.Last), isLast: true, Cancel)).ShouldBeFalse();
        await weather.WriteAsync(readings[90..]);

        await weather.ShouldBecomeAsync(readings);
        weather.Ignored.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_late_reading_corrects_the_window_that_was_sent()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        long time = (Now / 1_000 - 30) * 1_000;
        Reading first = new("late", 1, ReadingKind.Pollution, time, 400, Place: "lab"), second = new("late", 2, ReadingKind.Pollution, time + 100, 500, Place: "lab");
        await weather.WriteAsync([first]);
        await RunningWeather.UntilAsync(() => weather.Windows.Any(w => w is { Quantity: Quantity.Co2, Scope: WindowScope.All, Revision: 0 }), () => "the window");
        await weather.WriteAsync([second]);
        await RunningWeather.UntilAsync(() => weather.Windows.Any(w => w is { Quantity: Quantity.Co2, Scope: WindowScope.All, Revision: 1 }), () => "the corrected one");
        weather.Windows.Where(w => w is { Quantity: Quantity.Co2, Scope: WindowScope.Place }).Select(w => (w.Name, w.Revision, w.Count, w.Mean)).ShouldBe([("lab", 0, 1L, 400.0), ("lab", 1, 2L, 450.0)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task When_all_sensors_are_silent_the_clock_closes_the_windows()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        await weather.StartProcessorAsync();
        WindowMerger merger = await weather.StartMergerAsync();
        Reading reading = new("alone", 1, ReadingKind.Air, Now, 21.5, 40);
        await weather.WriteAsync([reading]);
        await weather.ShouldBecomeAsync([reading]);
        merger.Status.Watermark!.Value.ShouldBeGreaterThan(reading.Time);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_record_that_breaks_a_rule_is_rejected_once_with_the_reason_and_hurts_nothing_else()
    {
        await using RunningWeather weather = RunningWeather.StartNew(RunningWeather.Quick with { Partitions = 1 });
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = weather.Options.BootstrapServers });
        Reading good = new("good", 1, ReadingKind.Pollution, Now, 410);
        await weather.WriteAsync([good]);
        foreach (string wrong in new[]
                 {
                     "no reading", $$"""{"sensor":"hot","number":1,"kind":"air","time":{{Now}},"temperature":2000,"humidity":40}""",
                     $$"""{"sensor":"early","number":1,"kind":"pollution","time":{{Now + 3_600_000}},"co2":400}""",
                 })
            await producer.SendAsync(weather.Options.ReadingsTopic, "x"u8, Encoding.UTF8.GetBytes(wrong));
        WindowProcessor one = await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        await weather.ShouldBecomeAsync([good]);
        await weather.StopAsync(one);
        WindowProcessor again = await weather.StartProcessorAsync();
        Reading other = good with { Number = 2, Time = Now };
        await weather.WriteAsync([other]);
        await weather.ShouldBecomeAsync([good, other]);

        await using var topics = new LogTopics(weather.Options, "test", TimeProvider.System);
        var partition = new TopicPartition(weather.Options.RejectedTopic, 0);
        (_, long first, long end) = await topics.PlaceAsync(partition, Cancel);
        List<ConsumedRecord> rejected = [];
        await topics.ReadAsync(partition, first, end, rejected.Add, Cancel);
        rejected.Count.ShouldBe(3);
        string Reason(int i) => Encoding.UTF8.GetString(rejected[i].Headers.Single(h => h.Key == "reason").Value!.Value.Span);
        Reason(1).ShouldContain("temperature is 2000 and must be from -90 to 60");
        Reason(2).ShouldContain("ms ahead, and may be 60000 ms ahead");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_terminal_that_was_away_gets_what_came_meanwhile_and_nothing_again()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        List<Reading> readings = Readings(7, sensors: 6, each: 40);
        await weather.WriteAsync(readings[..120]);
        await weather.ShouldBecomeAsync(readings[..120]);
        string position = weather.Position;
        int before = weather.Windows.Count;
        await weather.WriteAsync(readings[120..]);
        await weather.ShouldBecomeAsync(readings);

        List<Window> again = [];
        await using var feed = new LogWindowFeed(weather.Options, Microsoft.Extensions.Logging.Abstractions.NullLogger<LogWindowFeed>.Instance);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        int wanted = weather.Windows.Count - before;
        Task following = feed.RunAsync(position, (windows, _, _) =>
        {
            again.AddRange(windows);
            if (again.Count >= wanted) enough.Cancel();
            return Task.CompletedTask;
        }, enough.Token);
        await following;
        again.ShouldBe(weather.Windows.Skip(before).Take(again.Count));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_reading_beyond_its_bounds_is_refused_to_the_sensor_and_the_others_are_stored()
    {
        await using RunningWeather weather = RunningWeather.StartNew();
        Reading good = new("s", 1, ReadingKind.Air, Now, 20, 40), wrong = good with { Number = 2, First = double.NaN }, more = good with { Number = 3 };
        SendOutcome outcome = await weather.Writer.SendAsync([good, wrong, more], Cancel);
        outcome.Taken.ShouldBe(3);
        outcome.Refused.ShouldHaveSingleItem().Reason.ShouldContain("temperature is no finite number");
        await weather.StartProcessorAsync();
        await weather.StartMergerAsync();
        await weather.ShouldBecomeAsync([good, more]);
    }

    private static List<Reading> Readings(ulong seed, int sensors, int each)
    {
        var prng = new Prng(seed);
        long begin = Now - 60_000;
        List<Reading> all = [];
        for (int i = 0; i < each; i++)
        {
            for (int s = 0; s < sensors; s++)
            {
                var kind = (ReadingKind)(1 + s % 3);
                long time = begin + i * 100 + prng.Next(100);
                double first = kind == ReadingKind.Pollution ? 300 + prng.Next(300) : prng.Next(400) / 10.0;
                all.Add(new Reading($"sensor-{s}", i, kind, time, first, kind == ReadingKind.Pollution ? 0 : prng.Next(1000) / 10.0, s % 4 == 0 ? "" : $"place {s % 4}"));
            }
        }
        return all;
    }
}
