using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Weather.Tests;

/// <summary>Windows of the log come into their view, over a real node.</summary>
public sealed class WindowFollowerTests
{
    [Fact]
    public async Task Records_of_a_proxy_that_was_replaced_and_foreign_ones_are_left_out()
    {
        await using TestNode node = TestNode.StartNew();
        var options = new WeatherOptions { BootstrapServers = node.Address };
        var view = new WindowView(options, TimeProvider.System);
        using var follower = new WindowFollower(options, view, new AlarmView(options), NullLogger<WindowFollower>.Instance);
        long start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 20_000;
        Guid one = Guid.NewGuid(), other = Guid.NewGuid();
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address, AllowAutoTopicCreation = true }))
        {
            await SendAsync(producer, options, start, 1, new ChainLink(0, one, Guid.Empty));
            await SendAsync(producer, options, start, 2, new ChainLink(1, one, one));
            await SendAsync(producer, options, start, 3, new ChainLink(2, other, one));
            await SendAsync(producer, options, start, 99, new ChainLink(2, one, one));
            await producer.SendAsync(options.WindowsTopic, "w"u8, "no windows"u8).WaitAsync(TestContext.Current.CancellationToken);
            await SendAsync(producer, options, start, 4, new ChainLink(3, other, other));
        }

        await follower.StartAsync(TestContext.Current.CancellationToken);
        for (int look = 0; look < 200 && view.Windows < 4; look++) await follower.NextLook.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await follower.StopAsync(TestContext.Current.CancellationToken);

        view.Read(Quantity.Wellness, WindowScope.All, null, 0, long.MaxValue, null, 100).Select(w => w.Count).ShouldBe([1, 2, 3, 4]);
        (follower.Ignored, follower.BadRecords).ShouldBe((1, 1));
    }

    private static async Task SendAsync(Producer producer, WeatherOptions options, long first, int number, ChainLink link)
    {
        long start = first + 100 * number;
        var value = new ArrayBufferWriter<byte>();
        WindowJson.Write(value, [new Window(Quantity.Wellness, WindowScope.All, "", start, start + 100, 0, number, 0.5, 0.1, 0.4, 0.6, start)]);
        RecordHeader[] headers = [new RecordHeader(WindowsMark.Header, new WindowsMark(link, -1, Step.None, start, []).ToBytes())];
        await producer.SendAsync(options.WindowsTopic, "w"u8, value.WrittenSpan, headers).WaitAsync(TestContext.Current.CancellationToken);
    }
}
