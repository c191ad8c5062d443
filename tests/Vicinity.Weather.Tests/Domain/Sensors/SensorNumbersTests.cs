namespace Vicinity.Weather.Tests;

public sealed class SensorNumbersTests
{
    [Fact]
    public void Numbers_in_order_are_new_and_repeated_ones_seen()
    {
        var numbers = new SensorNumbers();
        for (int i = 5; i < 1_000; i++) numbers.Take(i).ShouldBe(NumberFate.New);
        for (int i = 5; i < 1_000; i++) numbers.Take(i).ShouldBe(NumberFate.Seen);
        numbers.Ranges.ShouldBe(1);
        numbers.Take(4).ShouldBe(NumberFate.New);
        numbers.Take(-1).ShouldBe(NumberFate.Forgotten);
    }

    [Fact]
    public void Numbers_in_any_order_are_new_once_while_the_holes_are_few()
    {
        var random = new Random(9);
        for (int round = 0; round < 300; round++)
        {
            var numbers = new SensorNumbers();
            var seen = new HashSet<long>();
            long start = round % 2 == 0 ? 0 : 1_700_000_000_000_000;
            for (int i = 0; i < 500; i++)
            {
                long number = start + random.Next(120);
                numbers.Take(number).ShouldBe(seen.Add(number) ? NumberFate.New : NumberFate.Seen);
                numbers.Ranges.ShouldBeLessThanOrEqualTo(SensorNumbers.MostRanges);
            }
        }
    }

    [Fact]
    public void With_too_many_holes_the_lowest_numbers_are_forgotten_and_none_is_new_twice()
    {
        var random = new Random(10);
        var numbers = new SensorNumbers();
        var taken = new HashSet<long>();
        for (int i = 0; i < 100_000; i++)
        {
            long number = (i / 10) + random.Next(2_000);
            NumberFate fate = numbers.Take(number);
            if (fate == NumberFate.New) taken.Add(number).ShouldBeTrue();
            else if (fate == NumberFate.Seen) taken.ShouldContain(number);
            else number.ShouldBeLessThanOrEqualTo(numbers.Floor);
            numbers.Ranges.ShouldBeLessThanOrEqualTo(SensorNumbers.MostRanges);
        }
    }

    [Fact]
    public void The_greatest_number_does_no_harm()
    {
        var numbers = new SensorNumbers();
        numbers.Take(long.MaxValue).ShouldBe(NumberFate.New);
        numbers.Take(long.MaxValue).ShouldBe(NumberFate.Seen);
        numbers.Take(0).ShouldBe(NumberFate.New);
        numbers.Take(long.MaxValue - 1).ShouldBe(NumberFate.New);
        numbers.Ranges.ShouldBe(2);
    }
}
