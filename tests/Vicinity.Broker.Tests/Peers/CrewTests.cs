namespace Vicinity.Broker.Tests;

public sealed class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Work_that_may_wait_for_the_disk_is_never_done_on_the_thread_that_asks_for_it(int items)
    {
        using var asked = new ManualResetEventSlim();
        bool isFree = false;
        var asking = new Thread(() =>
        {
            // The work waits until the thread has gone on.
            ValueTask<int[]> work = Crew.ForAllAsync([.. Enumerable.Range(0, items)], item =>
            {
                asked.Wait(TimeSpan.FromSeconds(20));
                return item;
            });
            isFree = !work.IsCompleted;
            asked.Set();
        });
        asking.Start();

        asking.Join(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        isFree.ShouldBeTrue();
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_items()
    {
        (await Crew.ForAllAsync([.. Enumerable.Range(0, 500)], item => item * 2)).ShouldBe(Enumerable.Range(0, 500).Select(i => i * 2));
        (await Crew.ForAllAsync(Array.Empty<int>(), item => item)).ShouldBeEmpty();
    }
}
