namespace Vicinity.Client.Tests;

public sealed class MemoryBudgetTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void No_more_is_taken_than_is_there()
    {
        var budget = new MemoryBudget(100);
        budget.TryTake(60).ShouldBeTrue();
        budget.TryTake(41).ShouldBeFalse();
        budget.TryTake(40).ShouldBeTrue();
        budget.Taken.ShouldBe(100);
    }

    [Fact]
    public async Task Who_waits_is_served_in_order_and_before_others()
    {
        var budget = new MemoryBudget(100);
        budget.TryTake(100).ShouldBeTrue();
        Task large = budget.TakeAsync(80, Cancel);
        Task small = budget.TakeAsync(10, Cancel);
        budget.Give(20);
        small.IsCompleted.ShouldBeFalse("the larger one was first");
        budget.TryTake(5).ShouldBeFalse("two wait already");
        budget.Give(60);
        await large;
        budget.HasWaiters.ShouldBeTrue();
        budget.Give(10);
        await small;
        budget.HasWaiters.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_gives_up_takes_nothing_and_lets_the_next_one_through()
    {
        var budget = new MemoryBudget(100);
        budget.TryTake(90).ShouldBeTrue();
        using var impatience = new CancellationTokenSource();
        Task large = budget.TakeAsync(50, impatience.Token);
        Task small = budget.TakeAsync(10, Cancel);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(large);
        await small;
        budget.Taken.ShouldBe(100);
    }
}
