using System.Text;
using Vicinity.Client;

namespace Vicinity.Feeds.Tests;

/// <summary>An application of a few lines stands on the shared parts alone.</summary>
public sealed class TideTests
{
    [Fact]
    public async Task Events_are_stored_once_and_followed_in_order_over_an_absence_of_the_log()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using var writer = new TideWriter(node.Address);
        using var view = new TideView(node.Address);
        await view.StartAsync(cancel);

        for (int i = 0; i < 3000; i++) await writer.PostAsync(new Tide(i % 2 == 0 ? "cuxhaven" : "esbjerg", i), cancel);
        await writer.FlushAsync(cancel);
        writer.Stored.ShouldBe(3000);
        await view.UntilAsync(() => view.At("cuxhaven").Length + view.At("esbjerg").Length == 3000 && view.Health.Live, "the view has all and is live");

        await node.StopAsync();
        await view.UntilAsync(() => view.Health.Delayed, "the view says that it is delayed");
        node.Start();
        await writer.WriteAsync(new Tide("esbjerg", 9999), cancel);
        await view.UntilAsync(() => view.At("esbjerg").Length == 1501 && view.Health is { Live: true, Delayed: false }, "the view has healed");

        view.At("cuxhaven").ShouldBe(Enumerable.Range(0, 1500).Select(i => 2 * i));
        view.At("esbjerg").ShouldBe([.. Enumerable.Range(0, 1500).Select(i => 2 * i + 1), 9999]);
        (writer.Failed, view.BadRecords).ShouldBe((0, 0));
        view.History.Read().Buckets.Sum(b => b.Count).ShouldBe(3001);
        await view.StopAsync(cancel);
    }

    [Fact]
    public async Task Records_that_hold_no_event_are_counted_and_passed_over()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
        {
            await producer.SendAsync("tides.brest", "brest"u8, "high"u8);
            await producer.SendAsync("tides.brest", "brest"u8, "12"u8);
        }
        using var view = new TideView(node.Address);
        await view.StartAsync(cancel);
        await view.UntilAsync(() => view.BadRecords == 1 && view.At("brest") is [12], "one bad record and one good one");
        await view.StopAsync(cancel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_waits_until_all_is_read_has_the_history_that_was_wanted(bool fromTheEarliest)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
        {
            await producer.SendAsync("tides.brest", "brest"u8, "1"u8, timestampMs: DateTimeOffset.UtcNow.AddHours(-2).ToUnixTimeMilliseconds());
            await producer.SendAsync("tides.brest", "brest"u8, "2"u8);
        }
        using var view = new TideView(node.Address, fromTheEarliest);
        await view.StartAsync(cancel);
        (await view.WaitUntilReadAsync(null, cancel)).ShouldBeTrue();
        view.At("brest").ShouldBe(fromTheEarliest ? [1, 2] : [2]);
        await view.StopAsync(cancel);
    }

    [Fact]
    public async Task Whoever_waits_until_all_is_read_gives_up_when_the_log_stays_away()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var view = new TideView("127.0.0.1:1", fromTheEarliest: true);
        await view.StartAsync(cancel);
        (await view.WaitUntilReadAsync(TimeSpan.FromMilliseconds(200), cancel)).ShouldBeFalse();
        await view.StopAsync(cancel);
    }

    [Fact]
    public async Task A_record_on_which_reading_fails_costs_itself_and_not_its_batch()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => producer.SendAsync("tides.brest", "brest"u8, Encoding.UTF8.GetBytes(i == 50 ? "storm" : $"{i}"))));
        using var view = new TideView(node.Address);
        await view.StartAsync(cancel);
        await view.UntilAsync(() => view.Health.Live, "the view is live");
        view.BadRecords.ShouldBe(1);
        view.At("brest").ShouldBe(Enumerable.Range(0, 100).Where(i => i != 50));
        await view.StopAsync(cancel);
    }

    [Fact]
    public async Task One_topic_too_many_is_refused_with_the_bound()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using var writer = new TideWriter(node.Address, maxTopics: 1);
        await writer.WriteAsync(new Tide("brest", 1), cancel);
        (await Should.ThrowAsync<TopicLimitException>(() => writer.WriteAsync(new Tide("dover", 1), cancel))).Limit.ShouldBe(1);
        writer.Stored.ShouldBe(1);
    }
}
