namespace Vicinity.Contacts.Tests;

public sealed class DrawsTests
{
    [Fact]
    public void The_same_question_has_the_same_answer_and_another_one_another()
    {
        var draws = new Draws(42);
        ulong bits = draws.Bits(DrawPurpose.GoalX, 1, 2, 3);
        draws.Bits(DrawPurpose.GoalX, 1, 2, 3).ShouldBe(bits);
        ulong[] others =
        [
            draws.Bits(DrawPurpose.GoalY, 1, 2, 3), draws.Bits(DrawPurpose.GoalX, 2, 1, 3), draws.Bits(DrawPurpose.GoalX, 1, 3, 2),
            draws.Bits(DrawPurpose.GoalX, 1, 2), new Draws(43).Bits(DrawPurpose.GoalX, 1, 2, 3),
        ];
        others.Append(bits).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public void Numbers_of_neighbouring_people_and_ticks_are_spread_evenly()
    {
        var draws = new Draws(1);
        int[] counts = new int[10];
        double sum = 0;
        for (int person = 0; person < 300; person++)
        {
            for (int tick = 0; tick < 300; tick++)
            {
                counts[draws.Below(10, DrawPurpose.Direction, person, tick)]++;
                sum += draws.Unit(DrawPurpose.Infection, person, tick);
            }
        }
        // Chi-squared with 9 degrees of freedom: 27.9 is exceeded once in a thousand seeds.
        counts.Sum(n => Math.Pow(n - 9_000, 2) / 9_000).ShouldBeLessThan(27.9);
        (sum / 90_000).ShouldBe(0.5, 0.004);
    }
}
