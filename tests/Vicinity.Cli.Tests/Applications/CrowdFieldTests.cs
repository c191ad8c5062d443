using Vicinity.Contacts;

namespace Vicinity.Cli.Tests;

public sealed class CrowdFieldTests
{
    private static readonly SimulationParameters s_usual = new();

    [Theory]
    [InlineData(1, 100)]
    [InlineData(300, 100)]
    [InlineData(1_200, 200)]
    [InlineData(100_000, 1_826)]
    public void More_people_than_the_usual_field_is_made_for_meet_as_many_others_as_there(int people, int side)
    {
        SimulationParameters parameters = CrowdField.For(s_usual, people, isGiven: false);

        (parameters.FieldWidth, parameters.FieldHeight).ShouldBe((side, side));
        (parameters with { FieldWidth = s_usual.FieldWidth, FieldHeight = s_usual.FieldHeight }).ShouldBe(s_usual);
        parameters.Problems().ShouldBeEmpty();
        CrowdField.Warning(parameters, people).ShouldBeNull();
    }

    [Fact]
    public void The_largest_crowd_has_a_field_within_its_bounds() => CrowdField.For(s_usual, Crowd.MaxPeople, isGiven: false).Problems().ShouldBeEmpty();

    [Fact]
    public void A_field_that_somebody_chose_stays_as_it_is()
    {
        CrowdField.For(s_usual, 100_000, isGiven: true).ShouldBe(s_usual);
        SimulationParameters own = s_usual with { FieldWidth = 50 };
        CrowdField.For(own, 100_000, isGiven: false).ShouldBe(own);
    }

    [Fact]
    public void A_crowded_field_is_told_with_what_it_costs_and_what_to_do() =>
        CrowdField.Warning(s_usual, 100_000).ShouldBe("each of 100,000 people on 100 x 100 meets about 123 others at a time, which takes memory and time for each pair: a larger field_width and field_height need less");
}
