namespace Vicinity.Contacts.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void The_reproduction_number_counts_whom_the_cases_of_a_stretch_infected_later()
    {
        var infections = new InfectionLog(incubation: 0, infected: 16);
        infections.Add(new Infection(0, Infection.FromTheStart, 0, 0));
        infections.Add(new Infection(1, 0, 2, 1));
        infections.Add(new Infection(2, 0, 12, 1));
        infections.Add(new Infection(3, 1, 14, 1));
        infections.Add(new Infection(4, 3, 31, 1));

        ReproductionNumber.Over(infections, 10).ShouldBe([
            new ReproductionNumber(0, 2, 1.5),
            new ReproductionNumber(10, 2, 0.5),
            new ReproductionNumber(20, 0, null),
            new ReproductionNumber(30, 1, 0),
        ]);
    }

    [Fact]
    public void Infections_that_lie_a_billion_ticks_apart_cost_no_more_than_near_ones()
    {
        var infections = new InfectionLog(incubation: 0, infected: 5);
        infections.Add(new Infection(0, Infection.FromTheStart, 1, 0));
        infections.Add(new Infection(1, 0, 3, 1));
        infections.Add(new Infection(2, Infection.FromTheStart, 1_000_000_000, 0));
        IReadOnlyList<ReproductionNumber> stretches = ReproductionNumber.Over(infections, 1);
        stretches.Count.ShouldBeLessThan(1_000);
        stretches.Where(s => s.Cases > 0).ShouldBe([new(1, 1, 1.0), new(3, 1, 0.0), new(1_000_000_000, 1, 0.0)]);
    }

    [Fact]
    public void A_person_infected_twice_has_the_cases_of_each_time_apart()
    {
        var infections = new InfectionLog(incubation: 0, infected: 5);
        infections.Add(new Infection(0, Infection.FromTheStart, 0, 0));
        infections.Add(new Infection(1, 0, 3, 1));
        infections.Add(new Infection(0, 1, 20, 1));
        infections.Add(new Infection(2, 0, 22, 1));
        (infections.SecondaryCases(0), infections.SecondaryCases(2)).ShouldBe((1, 1));
        infections.Of(0).Select(i => i.Tick).ShouldBe([0, 20]);
    }

    [Fact]
    public void The_doubling_time_is_that_of_exponential_growth()
    {
        Growth.DoublingTime(10, 80, 12).ShouldBe(4.0);
        Growth.DoublingTime(10, 10, 12).ShouldBeNull();
        Growth.DoublingTime(0, 10, 12).ShouldBeNull();
    }

    [Fact]
    public void A_distribution_counts_each_number()
    {
        Distribution.Of([0, 2, 2, 5]).ShouldBe([1, 0, 2, 0, 0, 1]);
        Distribution.Of([]).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => Distribution.Of([-1]));
    }
}
