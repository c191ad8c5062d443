using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

/// <summary>Curves of windows.</summary>
public sealed class WindowViewTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(s_start);
    private readonly long _now = s_start.ToUnixTimeMilliseconds();

    [Fact]
    public void Windows_come_in_order_however_they_arrive()
    {
        WindowView view = View();
        foreach (int i in (int[])[3, 1, 5, 2, 4]) view.Take(Of(Quantity.Wellness, i), false).ShouldBeTrue();
        Read(view, Quantity.Wellness).Select(w => w.Start - _now).ShouldBe([10_000, 20_000, 30_000, 40_000, 50_000]);
    }

    [Fact]
    public void A_newer_revision_takes_the_place_and_an_older_or_equal_one_changes_nothing()
    {
        WindowView view = View();
        view.Take(Of(Quantity.Wellness, 1), false);
        view.Take(Of(Quantity.Wellness, 1) with { Revision = 2, Mean = 0.7 }, false).ShouldBeTrue();
        view.Take(Of(Quantity.Wellness, 1) with { Revision = 1, Mean = 0.6 }, false).ShouldBeFalse();
        view.Take(Of(Quantity.Wellness, 1) with { Revision = 2, Mean = 0.9 }, false).ShouldBeFalse();
        Read(view, Quantity.Wellness).Single().Mean.ShouldBe(0.7);
        (view.Windows, view.Corrections).ShouldBe((2, 1));
    }

    [Fact]
    public void Pages_follow_each_other_without_a_gap_or_a_repetition()
    {
        WindowView view = View();
        _time.Advance(TimeSpan.FromMinutes(10));
        for (int i = 0; i < 50; i++)
            foreach (string place in (string[])["a", "b", "c.d"])
                foreach (Quantity quantity in (Quantity[])[Quantity.Wellness, Quantity.Co2])
                    view.Take(Of(quantity, i) with { Scope = WindowScope.Place, Name = place }, false);
        var all = new List<Window>();
        WindowCursor? after = null;
        while (true)
        {
            IReadOnlyList<Window> page = view.Read(null, WindowScope.Place, null, 0, long.MaxValue, after, 7);
            all.AddRange(page);
            if (page.Count < 7) break;
            WindowCursor.TryParse(WindowCursor.Of(page[^1]).ToString(), out WindowCursor cursor).ShouldBeTrue();
            after = cursor;
        }
        all.Count.ShouldBe(300);
        all.ShouldBe(view.Read(null, WindowScope.Place, null, 0, long.MaxValue, null, 1_000));
        all.Select(WindowCursor.Of).ShouldBe(all.Select(WindowCursor.Of).Order(WindowCursor.Order));
    }

    [Fact]
    public void From_is_in_and_before_is_out()
    {
        WindowView view = View();
        for (int i = 0; i < 5; i++) view.Take(Of(Quantity.Wellness, i), false);
        view.Read(Quantity.Wellness, WindowScope.All, null, _now + 10_000, _now + 30_000, null, 100).Select(w => w.Start - _now).ShouldBe([10_000, 20_000]);
    }

    [Fact]
    public void What_changed_since_a_number_is_told_and_that_too_much_has_changed_as_well()
    {
        WindowView view = View();
        view.Take(Of(Quantity.Wellness, 1), false);
        long change = view.Changes;
        view.Take(Of(Quantity.Wellness, 2), false);
        view.Take(Of(Quantity.Wellness, 2) with { Scope = WindowScope.Place, Name = "a" }, false);
        view.Since(WindowScope.All, "", change)!.Single().Start.ShouldBe(_now + 20_000);
        view.Since(WindowScope.Place, "a", change)!.Count.ShouldBe(1);
        view.Since(WindowScope.All, "", view.Changes)!.ShouldBeEmpty();
        for (int i = 0; i < 9_000; i++) view.Take(Of(Quantity.Wellness, 3) with { Revision = i }, false);
        view.Since(WindowScope.All, "", change).ShouldBeNull();
    }

    [Fact]
    public void A_curve_forgets_its_oldest_windows_when_it_is_full()
    {
        WindowView view = View(new WeatherOptions { WindowMs = 100 });
        _time.Advance(TimeSpan.FromMinutes(20));
        for (int i = 0; i < WindowView.MostOfSeries + 5; i++) view.Take(Of(Quantity.Wellness, i, 100), false).ShouldBeTrue();
        IReadOnlyList<Window> kept = Read(view, Quantity.Wellness);
        kept.Count.ShouldBe(WindowView.MostOfSeries);
        kept[0].Start.ShouldBe(_now + 500);
        view.Take(Of(Quantity.Wellness, 0, 100), false).ShouldBeFalse();
    }

    [Fact]
    public void Places_without_end_leave_room_for_further_ones_and_for_all()
    {
        WindowView view = View();
        view.Take(Of(Quantity.Wellness, 0), false).ShouldBeTrue();
        for (int i = 0; i < 100_100; i++) view.Take(Of(Quantity.Wellness, 1) with { Scope = WindowScope.Place, Name = $"p{i}" }, false).ShouldBeTrue();
        view.NotKept.ShouldBe(100);
        view.Read(Quantity.Wellness, WindowScope.Place, "p0", 0, long.MaxValue, null, 10).ShouldBeEmpty();
        view.Read(Quantity.Wellness, WindowScope.Place, "p100099", 0, long.MaxValue, null, 10).Count.ShouldBe(1);
        view.Take(Of(Quantity.Wellness, 1), false).ShouldBeTrue();
        Read(view, Quantity.Wellness).Count.ShouldBe(2);
    }

    [Fact]
    public void Sensors_without_end_leave_room_for_places_and_for_all()
    {
        WindowView view = View();
        for (int i = 0; i < 200_100; i++) view.Take(Of(Quantity.Wellness, 1) with { Scope = WindowScope.Sensor, Name = $"s{i}" }, false);
        view.NotKept.ShouldBe(100);
        view.Take(Of(Quantity.Wellness, 1), false).ShouldBeTrue();
        // A sensor that has a curve goes on with it.
        view.Take(Of(Quantity.Wellness, 2) with { Scope = WindowScope.Sensor, Name = "s0" }, false).ShouldBeTrue();
        view.Read(Quantity.Wellness, WindowScope.Sensor, "s0", 0, long.MaxValue, null, 10).Single().Start.ShouldBe(_now + 20_000);
    }

    [Fact]
    public void What_is_older_than_the_kept_history_is_neither_taken_nor_kept()
    {
        WindowView view = View();
        view.Take(Of(Quantity.Wellness, -400), false).ShouldBeFalse();
        view.Take(Of(Quantity.Wellness, -300), false).ShouldBeTrue();
        view.Take(Of(Quantity.Wellness, 0), false).ShouldBeTrue();
        view.ForgetBefore(_now);
        Read(view, Quantity.Wellness).Count.ShouldBe(1);
    }

    [Fact]
    public void What_no_reading_can_be_in_is_not_taken()
    {
        WindowView view = View();
        view.Take(Of(Quantity.Wellness, 7), false).ShouldBeFalse();
        view.Take(Of(Quantity.Wellness, 1) with { Name = new string('a', 65) }, false).ShouldBeFalse();
        view.Windows.ShouldBe(0);
    }

    [Fact]
    public void Latency_is_that_of_first_revisions_over_all_once_what_is_shown_is_of_the_present()
    {
        WindowView view = View();
        view.Take(Of(Quantity.Wellness, -3), false);
        view.Latency.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(12));
        view.Take(Of(Quantity.Wellness, 0), true);
        view.Take(Of(Quantity.Wellness, 0) with { Revision = 1 }, true);
        view.Latency.ShouldBe(new LatencySummary(2_000, 2_000, 2_000, 1));
    }

    private static IReadOnlyList<Window> Read(WindowView view, Quantity quantity) => view.Read(quantity, WindowScope.All, null, 0, long.MaxValue, null, 20_000);

    private Window Of(Quantity quantity, int number, int length = 10_000) =>
        new(quantity, WindowScope.All, "", _now + (long)number * length, _now + (long)(number + 1) * length, 0, 2, 0.5, 0.1, 0.4, 0.6, _now + (long)number * length + 1);

    private WindowView View(WeatherOptions? options = null) => new(options ?? new WeatherOptions(), _time);
}
