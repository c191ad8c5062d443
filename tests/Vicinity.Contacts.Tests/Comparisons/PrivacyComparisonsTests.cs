using System.Collections.Concurrent;

namespace Vicinity.Contacts.Tests;

public sealed class PrivacyComparisonsTests
{
    private static readonly RunPlan s_plan = new() { People = 20, Infected = 2, Parameters = new() { AppShare = 1, TestsPerDay = 5 } };

    [Fact]
    public async Task The_same_question_is_worked_on_once_and_another_one_anew()
    {
        var asked = new ConcurrentQueue<int>();
        using var comparisons = new PrivacyComparisons((plan, ticks, runs, cancel) =>
        {
            asked.Enqueue(ticks);
            return PrivacyPrice.Of(plan, ticks, runs, cancel);
        });
        Task<IReadOnlyList<PrivacyMode>>[] same = [.. Enumerable.Range(0, 20).Select(_ => comparisons.CompareAsync(s_plan with { }, 30, 1, TestContext.Current.CancellationToken))];
        await Task.WhenAll(same);
        await comparisons.CompareAsync(s_plan, 30, 1, TestContext.Current.CancellationToken);
        await comparisons.CompareAsync(s_plan, 31, 1, TestContext.Current.CancellationToken);
        await comparisons.CompareAsync(s_plan with { Seed = 9 }, 31, 1, TestContext.Current.CancellationToken);
        asked.ShouldBe([30, 31, 31]);
        (await same[0]).ShouldBe(PrivacyPrice.Of(s_plan, 30, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_is_at_work_at_a_time_few_wait_and_more_are_refused()
    {
        using var go = new SemaphoreSlim(0);
        int atWork = 0, most = 0;
        using var comparisons = new PrivacyComparisons((_, _, _, cancel) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atWork));
            go.Wait(cancel);
            Interlocked.Decrement(ref atWork);
            return [];
        });
        Task[] waiting = [.. Enumerable.Range(1, PrivacyComparisons.MostAtOnce).Select(ticks => comparisons.CompareAsync(s_plan, ticks, 1, TestContext.Current.CancellationToken))];
        Should.Throw<ComparisonLimitException>(() => { _ = comparisons.CompareAsync(s_plan, 99, 1, TestContext.Current.CancellationToken); }).Message.ShouldContain("4 comparisons");
        go.Release(PrivacyComparisons.MostAtOnce + 1);
        await Task.WhenAll(waiting);
        most.ShouldBe(1);
        await comparisons.CompareAsync(s_plan, 99, 1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_work_to_others_and_what_failed_is_tried_again()
    {
        using var go = new SemaphoreSlim(0);
        int asked = 0;
        using var comparisons = new PrivacyComparisons((_, _, _, cancel) =>
        {
            go.Wait(cancel);
            return ++asked == 1 ? throw new InvalidOperationException("once") : [];
        });
        using var impatient = new CancellationTokenSource();
        Task gaveUp = comparisons.CompareAsync(s_plan, 5, 1, impatient.Token), patient = comparisons.CompareAsync(s_plan, 5, 1, TestContext.Current.CancellationToken);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        go.Release(2);
        await Should.ThrowAsync<InvalidOperationException>(() => patient);
        await comparisons.CompareAsync(s_plan, 5, 1, TestContext.Current.CancellationToken);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_ends_what_is_at_work_and_what_waits()
    {
        var comparisons = new PrivacyComparisons((_, _, _, cancel) =>
        {
            cancel.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancel);
        });
        Task first = comparisons.CompareAsync(s_plan, 1, 1, TestContext.Current.CancellationToken), second = comparisons.CompareAsync(s_plan, 2, 1, TestContext.Current.CancellationToken);
        comparisons.Dispose();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        await Should.ThrowAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public void A_wrong_question_is_refused_before_any_work()
    {
        using var comparisons = new PrivacyComparisons((_, _, _, _) => throw new InvalidOperationException());
        Should.Throw<ArgumentException>(() => { _ = comparisons.CompareAsync(s_plan, 0, 1, TestContext.Current.CancellationToken); }).Message.ShouldStartWith("ticks is 0");
    }
}
