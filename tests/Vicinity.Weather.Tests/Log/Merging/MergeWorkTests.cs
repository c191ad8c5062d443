using System.Buffers;

namespace Vicinity.Weather.Tests;

/// <summary>What proxies of the log tell of a time without readings.</summary>
public sealed class MergeWorkTests
{
    private static readonly WindowRules s_rules = new() { WindowMs = 1_000, LatenessMs = 200, CorrectableMs = 5_000 };

    [Theory]
    [InlineData(21)]
    [InlineData(40)]
    public void A_proxy_that_takes_over_tells_the_empty_windows_since_the_last_one_that_was_told(long next)
    {
        var first = new MergeWork(s_rules, 1, null);
        first.Take(0, 0, Step(0, 10, 11_000));
        IReadOnlyList<Window> told = first.TakeComplete();
        told.Select(w => w.Number).ShouldBe([10, 10]);
        // Other quantities go on meanwhile, until this window cannot change any more.
        first.Take(0, 1, Step(1, null, 20_000));
        first.TakeComplete().ShouldBeEmpty();

        var second = new MergeWork(s_rules, 1, new WindowsMark(Link(0), -1, first.Final, first.Watermark, first.From));
        second.NoteTold(told);
        second.Take(0, 0, Step(0, 10, 11_000));
        second.Take(0, 1, Step(1, null, 20_000));
        second.TakeComplete().ShouldBeEmpty();
        second.Take(0, 2, Step(2, next, (next + 1) * 1_000));
        IReadOnlyList<Window> rest = second.TakeComplete();
        rest.Where(w => w.Count == 0).Select(w => w.Number).ShouldBe(Enumerable.Range(11, (int)next - 11).Select(n => (long)n));
        rest.Count(w => w.Count > 0).ShouldBe(2);
    }

    [Fact]
    public void Empty_windows_of_a_silence_longer_than_windows_can_be_corrected_are_told_once_each()
    {
        var work = new MergeWork(s_rules, 1, null);
        work.Take(0, 0, Step(0, 10, 11_000));
        work.TakeComplete();
        // The watermark runs ahead of the window that is open.
        work.Take(0, 1, Step(1, null, 40_000));
        work.TakeComplete().ShouldBeEmpty();
        work.Take(0, 2, Step(2, 40, 41_000));
        work.TakeComplete().Where(w => w.Count == 0).Select(w => w.Number).ShouldBe(Enumerable.Range(11, 29).Select(n => (long)n));
    }

    private static ChainLink Link(long number) => new(number, Writer(number), number == 0 ? Guid.Empty : Writer(number - 1));

    private static Guid Writer(long number) => new((int)number + 1, 0, 0, new byte[8]);

    private static Step Step(long number, long? window, long watermark)
    {
        var aggregate = default(Aggregate);
        if (window is { } of) aggregate.Add(0.5, of * 1_000);
        WindowPart[] parts = window is { } at ? [new WindowPart(Quantity.Pollution, "s1", "", at, 0, aggregate)] : [];
        var bytes = new ArrayBufferWriter<byte>();
        WindowPartForm.Write(bytes, parts);
        return new Step { Link = Link(number), Rules = s_rules, From = number, To = number + 1, Clock = watermark, Watermark = watermark, PartCount = parts.Length, Parts = bytes.WrittenSpan.ToArray() };
    }
}
