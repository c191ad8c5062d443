namespace Vicinity.Feeds.Tests;

public sealed class ReplayClockTests
{
    private const long Now = 1_788_000_000_000;
    private const long Recorded = 1_441_515_647_000;

    [Theory]
    [InlineData(1, 30_000)]
    [InlineData(10, 3_000)]
    public void Recorded_time_passes_at_the_given_speed(double speed, long after)
    {
        var clock = new ReplayClock(speed, keepTime: false);
        clock.Place(Recorded, Recorded, Now).ShouldBe((Now, Now));
        clock.Place(Recorded + 30_000, Recorded + 30_000, Now + 5).ShouldBe((Now + after, Now + after));
    }

    [Fact]
    public void Recorded_times_can_be_kept() =>
        new ReplayClock(1, keepTime: true).Place(Recorded, Recorded, Now).ShouldBe((Now, Recorded));

    [Fact]
    public void As_fast_as_possible_means_now()
    {
        var clock = new ReplayClock(double.PositiveInfinity, keepTime: false);
        clock.Place(Recorded, Recorded, Now).ShouldBe((Now, Now));
        clock.Place(Recorded + 9_999_999, Recorded + 9_999_999, Now + 7).ShouldBe((Now + 7, Now + 7));
    }

    [Fact]
    public void A_head_start_puts_the_beginning_into_the_past()
    {
        var clock = new ReplayClock(1, keepTime: false, headStart: 60_000);
        clock.Place(Recorded, Recorded, Now).ShouldBe((Now - 60_000, Now - 60_000));
        clock.Place(Recorded + 60_000, Recorded + 60_000, Now).ShouldBe((Now, Now));
    }

    [Fact]
    public void What_was_old_when_it_became_known_is_as_old_now()
    {
        new ReplayClock(1, keepTime: false).Place(Recorded + 60_000, Recorded, Now).ShouldBe((Now, Now - 60_000));
    }

    [Fact]
    public void The_next_lap_follows_a_second_after_the_last_row()
    {
        var clock = new ReplayClock(10, keepTime: false);
        clock.Place(Recorded, Recorded, Now);
        clock.Place(Recorded + 60_000, Recorded + 60_000, Now);
        clock.NextLap();
        clock.Place(Recorded, Recorded, Now + 10).Due.ShouldBe(Now + 6_100);
        clock.Place(Recorded + 60_000, Recorded + 60_000, Now + 10).Due.ShouldBe(Now + 12_100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_speed_that_is_none_is_refused(double speed) => ReplayClock.Refuse(speed).ShouldNotBeNull();
}
