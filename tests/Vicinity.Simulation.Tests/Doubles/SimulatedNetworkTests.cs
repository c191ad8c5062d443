using Vicinity.Model;

namespace Vicinity.Simulation.Tests;

public sealed class SimulatedNetworkTests
{
    private readonly SimulatedNetwork _network = new(3, new Prng(7));

    [Fact]
    public void A_link_that_is_cut_one_way_still_works_the_other_way_until_every_cut_is_mended()
    {
        _network.Cut(0, 1);
        _network.Cut(0, 1);
        Route(0, 1).First.ShouldBe(-1);
        Route(1, 0).First.ShouldBeGreaterThan(0);
        _network.Mend(0, 1);
        Route(0, 1).First.ShouldBe(-1);
        _network.Mend(0, 1);
        Route(0, 1).First.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Loss_duplication_and_lateness_come_about_as_often_as_asked()
    {
        _network.Loss = 0.2;
        _network.Duplication = 0.1;
        _network.Lateness = 0.05;
        int arrived = 0;
        for (int i = 0; i < 10_000; i++)
            if (Route(0, 2).First >= 0) arrived++;
        arrived.ShouldBeInRange(7800, 8200);
        _network.Lost.ShouldBe(10_000 - arrived);
        _network.Doubled.ShouldBeInRange(700, 900);
        _network.Late.ShouldBeInRange(300, 550);
    }

    [Fact]
    public void Messages_overtake_each_other_and_a_slow_direction_is_slow_in_that_direction_only()
    {
        long[] delays = [.. Enumerable.Range(0, 200).Select(_ => Route(0, 1).First)];
        delays.Zip(delays.Skip(1)).ShouldContain(pair => pair.Second < pair.First);
        delays.Average().ShouldBeInRange(350, 750);
        _network.Slow(0, 1, 100);
        Enumerable.Range(0, 200).Average(_ => Route(0, 1).First).ShouldBeGreaterThan(50_000);
        Enumerable.Range(0, 200).Average(_ => Route(1, 0).First).ShouldBeLessThan(1000);
    }

    [Fact]
    public void Calm_ends_everything()
    {
        _network.Cut(0, 1);
        _network.Loss = 1;
        _network.Slow(0, 1, 1000);
        _network.Calm();
        Route(0, 1).First.ShouldBeInRange(0, 20_000);
    }

    private (long First, long Second) Route(int from, int to)
    {
        _network.Route(from, to, out long first, out long second);
        return (first, second);
    }
}
