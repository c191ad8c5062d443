using Vicinity.Client;

namespace Vicinity.Feeds.Tests;

public sealed class EventWriterTests
{
    // Nobody listens on the port of a node that has stopped.
    private static async Task<string> DeadAddressAsync()
    {
        await using TestNode node = TestNode.StartNew();
        return node.Address;
    }

    [Fact]
    public async Task Events_of_topics_that_are_being_created_are_taken_meanwhile_and_keep_their_order()
    {
        const int harbours = 60, each = 100;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using var writer = new TideWriter(node.Address);
        for (int i = 0; i < harbours * each; i++) await writer.PostAsync(new Tide($"harbour-{i % harbours}", i / harbours), cancel);
        // Who waits comes behind those who did not.
        await writer.WriteAsync(new Tide("harbour-7", each), cancel);
        await writer.FlushAsync(cancel);
        writer.Stored.ShouldBe(harbours * each + 1);
        writer.Failed.ShouldBe(0);

        using var view = new TideView(node.Address);
        await view.StartAsync(cancel);
        await view.UntilAsync(() => view.History.Read().Buckets.Sum(b => b.Count) == harbours * each + 1, "the view has all");
        for (int h = 0; h < harbours; h++) view.At($"harbour-{h}").ShouldBe(Enumerable.Range(0, h == 7 ? each + 1 : each));
        await view.StopAsync(cancel);
    }

    [Fact]
    public async Task One_topic_too_many_is_refused_at_once_also_while_others_are_being_created()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using var writer = new TideWriter(node.Address, maxTopics: 2);
        await writer.PostAsync(new Tide("brest", 1), cancel);
        await writer.PostAsync(new Tide("dover", 1), cancel);
        await Should.ThrowAsync<TopicLimitException>(async () => await writer.PostAsync(new Tide("esbjerg", 1), cancel));
        await writer.FlushAsync(cancel);
        writer.Stored.ShouldBe(2);
    }

    [Fact]
    public async Task A_source_is_held_up_when_many_events_wait_for_topics_and_none_is_lost()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await node.StopAsync();
        await using var writer = new TideWriter(node.Address);
        int taken = 0;
        ValueTask held = default;
        while (taken < 100_000 && (held = writer.PostAsync(new Tide("brest", taken), cancel)).IsCompletedSuccessfully) taken++;
        taken.ShouldBe(10_000);
        node.Start();
        await held;
        await writer.FlushAsync(cancel);
        writer.Stored.ShouldBe(10_001);
        using var view = new TideView(node.Address);
        await view.StartAsync(cancel);
        await view.UntilAsync(() => view.At("brest").Length == 10_001, "the view has all");
        view.At("brest").ShouldBe(Enumerable.Range(0, 10_001));
        await view.StopAsync(cancel);
    }

    [Fact]
    public async Task Events_whose_topic_cannot_be_created_in_time_count_as_failed()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        DateTimeOffset start = DateTimeOffset.UnixEpoch.AddYears(56);
        var time = new ObservedTime(start);
        await using var writer = new TideWriter(await DeadAddressAsync(), time: time);
        for (int i = 0; i < 3; i++) await writer.PostAsync(new Tide("brest", i), cancel);
        writer.Failed.ShouldBe(0);
        await time.PassUntilAsync(writer.FlushAsync(cancel), cancel);
        (writer.Stored, writer.Failed).ShouldBe((0, 3));
        (time.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2));
    }
}
