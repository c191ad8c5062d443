namespace Vicinity.Weather.Tests;

/// <summary>Alarms by windows.</summary>
public sealed class AlarmsTests
{
    [Fact]
    public void An_alarm_is_raised_behind_its_threshold_and_stays_until_the_mean_is_behind_the_other_one()
    {
        Alarms alarms = Of("co2>1000:900");
        List<string> told = [];
        foreach ((int i, double mean) in new double[] { 950, 1000, 1001, 950, 1200, 900, 899, 950 }.Index())
            told.AddRange(alarms.Take(Window(i, mean)).Select(e => $"{i} {(e.IsRaised ? "raised" : "cleared")} {e.Mean}"));
        told.ShouldBe(["2 raised 1001", "6 cleared 899"]);
        alarms.Active.ShouldBeEmpty();
    }

    [Fact]
    public void Below_a_threshold_it_is_the_other_way_round()
    {
        Alarms alarms = Of("wellness<0.3:0.4");
        alarms.Take(Window(0, 0.29, Quantity.Wellness)).Single().IsRaised.ShouldBeTrue();
        alarms.Take(Window(1, 0.4, Quantity.Wellness)).ShouldBeEmpty();
        alarms.Take(Window(2, 0.41, Quantity.Wellness)).Single().IsRaised.ShouldBeFalse();
    }

    [Fact]
    public void Places_have_alarms_of_their_own_and_a_rule_may_be_for_one_of_them()
    {
        Alarms alarms = Of("co2>1000:900,co2>500:400@lab");
        alarms.Take(Window(0, 600, place: "lab")).Single().Rule.Raise.ShouldBe(500);
        alarms.Take(Window(0, 600, place: "attic")).ShouldBeEmpty();
        alarms.Take(Window(0, 600)).ShouldBeEmpty();
        alarms.Take(Window(1, 1_100, place: "attic")).Single().Place.ShouldBe("attic");
        alarms.Active.Select(e => e.Place).ShouldBe(["lab", "attic"]);
    }

    [Fact]
    public void Empty_and_older_windows_and_those_of_sensors_change_nothing()
    {
        Alarms alarms = Of("co2>1000:900");
        alarms.Take(Window(5, 1_100)).Count.ShouldBe(1);
        alarms.Take(Window(6, null)).ShouldBeEmpty();
        alarms.Take(Window(4, 100)).ShouldBeEmpty();
        alarms.Take(Window(7, 100) with { Scope = WindowScope.Sensor, Name = "s" }).ShouldBeEmpty();
        alarms.Active.Count.ShouldBe(1);
    }

    [Fact]
    public void A_correction_of_the_newest_window_counts()
    {
        Alarms alarms = Of("co2>1000:900");
        alarms.Take(Window(5, 999)).ShouldBeEmpty();
        alarms.Take(Window(5, 1_001) with { Revision = 1 }).Single().IsRaised.ShouldBeTrue();
    }

    [Fact]
    public void Places_without_end_take_bounded_room()
    {
        Alarms alarms = Of("co2>1000:900");
        for (int i = 0; i < Alarms.MostStates + 10; i++) alarms.Take(Window(0, 2_000, place: $"p{i}"));
        alarms.Active.Count.ShouldBe(Alarms.MostStates);
    }

    [Theory]
    [InlineData("co2", "co2>1000:900")]
    [InlineData("co2>1000", "co2>1000:900")]
    [InlineData("snow>1:0", "quantity")]
    [InlineData("1>1:0", "quantity")]
    [InlineData("windDirection>1:0", "direction")]
    [InlineData("co2>a:b", "numbers")]
    [InlineData("co2>NaN:1", "numbers")]
    [InlineData("co2>900:1000", "cleared")]
    [InlineData("wellness<0.4:0.3", "cleared")]
    [InlineData("co2>1000:900@", "place")]
    public void A_rule_that_cannot_be_is_refused_with_the_reason(string text, string reason)
    {
        AlarmRule.TryParse(text, out IReadOnlyList<AlarmRule> rules, out string? problem).ShouldBeFalse();
        rules.ShouldBeEmpty();
        problem.ShouldContain(reason);
    }

    [Fact]
    public void Too_many_rules_are_refused() => AlarmRule.TryParse(string.Join(',', Enumerable.Repeat("co2>2:1", AlarmRule.Most + 1)), out _, out _).ShouldBeFalse();

    private static Alarms Of(string rules)
    {
        AlarmRule.TryParse(rules, out IReadOnlyList<AlarmRule> read, out _).ShouldBeTrue();
        return new Alarms(read);
    }

    private static Window Window(int number, double? mean, Quantity quantity = Quantity.Co2, string place = "") =>
        new(quantity, place.Length == 0 ? WindowScope.All : WindowScope.Place, place, number * 10_000, (number + 1) * 10_000, 0, mean is null ? 0 : 1, mean, 0, mean, mean, number * 10_000);
}
