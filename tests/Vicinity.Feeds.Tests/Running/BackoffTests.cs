namespace Vicinity.Feeds.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest_and_begin_anew_when_something_went_well()
    {
        var pause = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));

        Next(pause, 5).ShouldBe([100, 200, 400, 500, 500]);
        pause.Reset();
        Next(pause, 2).ShouldBe([100, 200]);
    }

    [Fact]
    public void Chance_shortens_a_pause_to_half_of_it_at_most()
    {
        new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)).Next(0).ShouldBe(TimeSpan.FromSeconds(0.5));
        new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)).Next(0.5).ShouldBe(TimeSpan.FromSeconds(0.75));
    }

    [Fact]
    public void A_pause_of_nothing_or_a_longest_below_the_shortest_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Backoff(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new Backoff(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
    }

    private static double[] Next(Backoff pause, int count) => [.. Enumerable.Range(0, count).Select(_ => pause.Next(1).TotalMilliseconds)];
}
