namespace Vicinity.Feeds.Tests;

public sealed class HistoryRangeTests
{
    [Fact]
    public void A_union_reaches_from_the_first_to_the_last_moment_of_both()
    {
        HistoryRange? early = new HistoryRange(1, 5), late = new HistoryRange(3, 9);
        HistoryRange.Union(early, late).ShouldBe(new HistoryRange(1, 9));
        HistoryRange.Union(late, early).ShouldBe(new HistoryRange(1, 9));
        HistoryRange.Union(early, null).ShouldBe(early);
        HistoryRange.Union(null, late).ShouldBe(late);
        HistoryRange.Union(null, null).ShouldBeNull();
    }
}
