namespace Vicinity.Weather.Tests;

/// <summary>What the page knows of servers by their steps.</summary>
public sealed class StepViewTests
{
    private static readonly Guid s_one = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly Guid s_other = Guid.Parse("22222222-2222-2222-2222-222222222222");

    [Fact]
    public void Counts_are_those_of_the_newest_steps_of_all_partitions()
    {
        var view = new StepView();
        view.Take(0, Of(0, s_one, Guid.Empty, 10), 1_000).ShouldBeTrue();
        view.Take(0, Of(1, s_one, s_one, 30), 2_000).ShouldBeTrue();
        view.Take(1, Of(0, s_other, Guid.Empty, 5), 2_000).ShouldBeTrue();
        view.Fates.Fates.InTime.ShouldBe(35);
        view.Partitions.Select(p => (p.Partition, p.Read, p.Fates.InTime)).ShouldBe([(0, 30, 30), (1, 5, 5)]);
        view.Partitions[0].PerSecond.ShouldBe(20);
    }

    [Fact]
    public void The_watermark_over_all_is_the_least_and_unknown_while_a_partition_has_none()
    {
        var view = new StepView();
        view.Watermark.ShouldBeNull();
        view.Take(0, Of(0, s_one, Guid.Empty, 10) with { Watermark = 500 }, 1_000);
        view.Watermark.ShouldBe(500);
        view.Take(1, Of(0, s_one, Guid.Empty, 0), 1_000);
        view.Watermark.ShouldBeNull();
        view.Take(1, Of(1, s_one, s_one, 1) with { Watermark = 300 }, 1_000);
        view.Watermark.ShouldBe(300);
    }

    [Fact]
    public void Steps_of_a_server_that_was_replaced_are_ignored_and_counted_and_the_takeover_is_told()
    {
        var view = new StepView();
        view.Take(0, Of(0, s_one, Guid.Empty, 10), 1_000);
        view.Take(0, Of(1, s_other, s_one, 20), 2_000).ShouldBeTrue();
        view.Take(0, Of(1, s_one, s_one, 99), 3_000).ShouldBeFalse();
        PartitionState partition = view.Partitions.Single();
        (partition.Read, partition.Server, partition.Takeovers, partition.Ignored).ShouldBe((20, s_other, 1, 1));
    }

    private static Step Of(long number, Guid writer, Guid previous, long to) =>
        new() { Link = new ChainLink(number, writer, previous), From = 0, To = to, Clock = 0, Rules = new WindowRules(), Fates = new FateCounts { InTime = to } };
}
