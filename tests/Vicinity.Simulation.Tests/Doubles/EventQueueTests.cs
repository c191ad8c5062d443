namespace Vicinity.Simulation.Tests;

public sealed class EventQueueTests
{
    [Fact]
    public void Events_come_by_time_and_those_of_one_time_in_the_order_in_which_they_were_added()
    {
        var queue = new EventQueue();
        var came = new List<int>();
        var prng = new Vicinity.Model.Prng(1);
        var expected = new List<(long Due, int Number)>();
        for (int i = 0; i < 2000; i++)
        {
            long due = prng.Next(50);
            int number = i;
            expected.Add((due, number));
            queue.Add(due, () => came.Add(number));
        }
        while (queue.TryTake(out _, out Action run)) run();
        came.ShouldBe(expected.OrderBy(e => e.Due).ThenBy(e => e.Number).Select(e => e.Number));
        queue.Count.ShouldBe(0);
    }
}
