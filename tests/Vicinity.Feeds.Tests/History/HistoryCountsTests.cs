using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Feeds.Tests;

public sealed class HistoryCountsTests
{
    private const long Start = 1_788_000_000_000;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));
    private readonly HistoryCounts _history;

    public HistoryCountsTests() => _history = new HistoryCounts("tides", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10), _time);

    [Fact]
    public void Nothing_counted_is_no_range_and_no_buckets()
    {
        KeptHistory kept = _history.Read();
        kept.Range.ShouldBeNull();
        kept.Buckets.ShouldBeEmpty();
        kept.BucketLength.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Events_are_counted_in_the_stretch_of_their_own_time()
    {
        foreach (long at in new[] { Start - 12_000, Start, Start + 3_000, Start - 11_000 }) _history.Add(at).ShouldBeTrue();
        KeptHistory kept = _history.Read();
        kept.Range.ShouldBe(new HistoryRange(Start - 12_000, Start + 3_000));
        kept.Buckets.ShouldBe([new HistoryBucket(Start - 20_000, 2), new HistoryBucket(Start, 2)]);
    }

    [Fact]
    public void What_is_older_than_the_span_or_far_ahead_is_not_counted()
    {
        _history.Add(Start - 60_000).ShouldBeFalse();
        _history.Add(Start + 10_001).ShouldBeFalse();
        _history.Add(-1).ShouldBeFalse();
        _history.Read().Range.ShouldBeNull();
    }

    [Fact]
    public void Old_stretches_are_forgotten_also_when_nothing_comes_any_more()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _history.Add(_time.GetUtcNow().ToUnixTimeMilliseconds(), 2).ShouldBeTrue();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        KeptHistory kept = _history.Read();
        kept.Buckets.Count.ShouldBeInRange(6, 7);
        kept.Buckets.ShouldAllBe(b => b.Count == 20);
        _time.Advance(TimeSpan.FromMinutes(2));
        _history.Read().Buckets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(60, 0.5)]
    [InlineData(60, 61)]
    [InlineData(200_000, 1)]
    public void A_division_that_is_none_is_refused(double span, double bucket) =>
        Should.Throw<ArgumentException>(() => new HistoryCounts("tides", TimeSpan.FromSeconds(span), TimeSpan.FromSeconds(bucket)));
}
