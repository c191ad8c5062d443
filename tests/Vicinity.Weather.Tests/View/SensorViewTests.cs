using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

/// <summary>What the page knows of sensors.</summary>
public sealed class SensorViewTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(s_start);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void The_newest_reading_is_shown_and_one_that_comes_twice_changes_nothing()
    {
        SensorView view = View();
        view.Take(Air("a", 1, Now, 20, 40), Now, true).ShouldBeTrue();
        view.Take(Air("a", 2, Now + 10, 25, 50), Now, true).ShouldBeTrue();
        long change = view.Changes;
        view.Take(Air("a", 2, Now + 10, 30, 60), Now, true).ShouldBeFalse();
        view.Take(Air("a", 1, Now, 20, 40), Now, true).ShouldBeFalse();

        SensorState shown = view.Sensors().Single();
        (shown.Reading.Number, shown.Coefficient, shown.Readings).ShouldBe((2, 0.86, 2));
        (view.Changes, view.Readings).ShouldBe((change, 2));
    }

    [Fact]
    public void Kinds_of_one_sensor_are_never_mixed()
    {
        SensorView view = View();
        view.Take(Air("a", 1, Now, 20, 40), Now, true);
        view.Take(new Reading("a", 2, ReadingKind.Pollution, Now, 400), Now, true);

        view.Sensors().Select(s => (s.Reading.Kind, s.Coefficient)).ShouldBe([(ReadingKind.Air, 1.0), (ReadingKind.Pollution, 1.0)]);
    }

    [Fact]
    public void A_sensor_is_live_while_it_keeps_its_period_and_silent_after_three_of_them()
    {
        SensorView view = View();
        for (int i = 0; i < 5; i++)
        {
            view.Take(Air("a", i, Now, 20, 40), Now, true);
            _time.Advance(TimeSpan.FromSeconds(4));
        }
        view.Sensors().Single().Health.ShouldBe(SensorHealth.Live);
        view.Sensors().Single().PeriodMs!.Value.ShouldBe(4_000, 1);
        _time.Advance(TimeSpan.FromSeconds(7));
        view.Sensors().Single().Health.ShouldBe(SensorHealth.Live);
        _time.Advance(TimeSpan.FromSeconds(2));
        view.Sensors().Single().Health.ShouldBe(SensorHealth.Silent);
        view.Healths().ShouldBe((0, 0, 1));
    }

    [Fact]
    public void A_sensor_whose_clock_or_way_is_slow_is_late()
    {
        SensorView view = View();
        view.Take(Air("a", 1, Now - 2_001, 20, 40), Now, true);
        view.Sensors().Single().Health.ShouldBe(SensorHealth.Late);
        view.Sensors().Single().DelayMs.ShouldBe(2_001);
    }

    [Fact]
    public void A_sensor_that_starts_again_keeps_its_period()
    {
        SensorView view = View();
        for (int i = 0; i < 3; i++, _time.Advance(TimeSpan.FromSeconds(2))) view.Take(Air("a", i, Now, 20, 40), Now, true);
        _time.Advance(TimeSpan.FromMinutes(10));
        view.Take(Air("a", Now * 1000, Now, 20, 40), Now, true);
        view.Sensors().Single().PeriodMs!.Value.ShouldBe(2_000, 1);
    }

    [Fact]
    public void More_sensors_than_the_bound_are_counted_and_not_shown()
    {
        SensorView view = View(new WeatherOptions { MostSensors = 2 });
        foreach (string sensor in (string[])["a", "b", "c", "a"]) view.Take(Air(sensor, view.Readings, Now, 20, 40), Now, true);
        (view.Count, view.NotShown).ShouldBe((2, 1));
    }

    [Fact]
    public void Open_windows_tell_readings_and_mean_so_far_and_end_with_the_watermark()
    {
        SensorView view = View();
        long start = Now / 10_000 * 10_000;
        view.Take(Air("a", 1, start, 20, 40), start, true);
        view.Take(Air("b", 1, start + 9_999, 25, 50), start, true);
        view.Take(Air("a", 2, start + 10_000, 20, 40), start, true);
        view.Take(new Reading("w", 1, ReadingKind.Wind, start, 90, 3), start, true);

        view.OpenWindows(start).ShouldBe([
            new OpenWindow(ReadingKind.Air, start, start + 10_000, 2, 0.93),
            new OpenWindow(ReadingKind.Wind, start, start + 10_000, 1, null),
            new OpenWindow(ReadingKind.Air, start + 10_000, start + 20_000, 1, 1.0)]);
        view.OpenWindows(start + 10_000).Select(o => o.Start).ShouldBe([start + 10_000]);
        view.OpenWindows(null).Count.ShouldBe(3);
    }

    [Fact]
    public void Readings_of_many_windows_leave_a_bounded_number_of_them_open()
    {
        SensorView view = View();
        for (int i = 0; i < 10_000; i++) view.Take(Air("a", i, Now + i * 10_000L, 20, 40), Now, true);
        view.OpenWindows(0).Count.ShouldBeLessThan(300);
    }

    [Fact]
    public void Forgotten_sensors_make_room_and_the_places_of_the_others_stay_in_order()
    {
        SensorView view = View(new WeatherOptions { MostSensors = 3 });
        foreach (string sensor in (string[])["a", "b", "c"]) view.Take(Air(sensor, 1, Now, 20, 40), Now, true);
        _time.Advance(TimeSpan.FromMinutes(1));
        view.Take(Air("c", 2, Now, 20, 40), Now, true);
        long change = view.Changes;
        view.ForgetBefore(Now);

        view.Sensors().Select(s => (s.Reading.Sensor, s.Index)).ShouldBe([("c", 0)]);
        view.Sensors(change).Count.ShouldBe(1);
        view.Forgotten.ShouldBe(2);
        view.Take(Air("d", 1, Now, 20, 40), Now, true).ShouldBeTrue();
        view.Sensors().Select(s => s.Reading.Sensor).ShouldBe(["c", "d"]);
    }

    [Fact]
    public void The_rate_is_that_of_whole_seconds_and_what_the_log_kept_before_is_not_in_it()
    {
        SensorView view = View();
        for (int i = 0; i < 100; i++) view.Take(Air("old", i, Now, 20, 40), Now, false);
        for (int s = 0; s < 10; s++, _time.Advance(TimeSpan.FromSeconds(1)))
            for (int i = 0; i < 7; i++) view.Take(Air("a", s * 10 + i, Now, 20, 40), Now, true);
        view.PerSecond.ShouldBe(7);
        _time.Advance(TimeSpan.FromMinutes(1));
        view.PerSecond.ShouldBe(0);
    }

    private static Reading Air(string sensor, long number, long time, double temperature, double humidity) => new(sensor, number, ReadingKind.Air, time, temperature, humidity, "lab");

    private SensorView View(WeatherOptions? options = null) => new(options ?? new WeatherOptions(), _time);
}
