using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Gateway.Tests;

public sealed class LivePushTests
{
    [Fact]
    public async Task A_reader_that_is_still_being_written_to_is_left_out_and_misses_no_change()
    {
        var readers = new LiveReaders<Reader>(10);
        var time = new FakeTimeProvider();
        using var push = new CountingPush(readers, time);
        var slow = new Client { Gate = new TaskCompletionSource() };
        var quick = new Client();
        readers.TryAdd("slow", slow, new Reader(), () => { }).ShouldBeTrue();
        readers.TryAdd("quick", quick, new Reader(), () => { }).ShouldBeTrue();
        await push.StartAsync(TestContext.Current.CancellationToken);

        for (int round = 1; round <= 5; round++)
        {
            await push.RoundAsync(round, time);
            quick.Messages.Count.ShouldBe(round);
        }

        slow.Messages.ShouldHaveSingleItem("it has not taken the first one yet");
        slow.Gate.SetResult();
        await push.RoundAsync(6, time);
        slow.Messages.ToArray().ShouldBe(["1", "2 to 6"]);
        quick.Messages.ToArray().ShouldBe(["1", "2", "3", "4", "5", "6"]);
        await push.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_reader_whose_messages_cannot_be_made_is_closed_and_the_others_are_pushed_to()
    {
        var readers = new LiveReaders<Reader>(10);
        var time = new FakeTimeProvider();
        using var push = new CountingPush(readers, time);
        int closed = 0;
        var other = new Client();
        readers.TryAdd("broken", new Client(), new Reader { IsBroken = true }, () => closed++);
        readers.TryAdd("other", other, new Reader(), () => { });
        await push.StartAsync(TestContext.Current.CancellationToken);
        await push.RoundAsync(1, time);
        (closed, other.Messages.Count).ShouldBe((1, 1));
        await push.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_may_not_read_any_more_is_closed_within_about_a_second()
    {
        var readers = new LiveReaders<Reader>(10);
        var time = new FakeTimeProvider();
        using var push = new CountingPush(readers, time);
        int closed = 0;
        var reader = new Reader();
        readers.TryAdd("guest", new Client(), reader, () => closed++);
        await push.StartAsync(TestContext.Current.CancellationToken);
        await push.RoundAsync(1, time);
        reader.MayRead = false;
        for (int round = 2; round <= 6; round++) await push.RoundAsync(round, time);
        closed.ShouldBeGreaterThan(0);
        await push.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void One_reader_too_many_is_not_taken()
    {
        var readers = new LiveReaders<Reader>(1);
        readers.TryAdd("a", new Client(), new Reader(), () => { }).ShouldBeTrue();
        readers.TryAdd("b", new Client(), new Reader(), () => { }).ShouldBeFalse();
        readers.Remove("a");
        readers.TryAdd("b", new Client(), new Reader(), () => { }).ShouldBeTrue();
    }

    private sealed class Reader
    {
        public int Told { get; set; }

        public bool IsBroken { get; init; }

        public bool MayRead { get; set; } = true;
    }

    /// <summary>Counts rounds, and tells each reader which ones it has not heard of.</summary>
    private sealed class CountingPush(LiveReaders<Reader> readers, TimeProvider time) : LivePush<Reader>(readers, NullLogger.Instance, time)
    {
        private readonly SemaphoreSlim _waits = new(0);
        private volatile int _round;

        /// <summary>Lets time go on until the loop has done the round and waits again.</summary>
        public async Task RoundAsync(int round, FakeTimeProvider time)
        {
            while (true)
            {
                await _waits.WaitAsync(TestContext.Current.CancellationToken);
                if (_round >= round) break;
                time.Advance(TimeSpan.FromMilliseconds(250));
            }

            _waits.Release();
        }

        protected override void BeginRound() => _round++;

        protected override IEnumerable<LiveMessage> MessagesFor(Reader reader)
        {
            if (reader.IsBroken) throw new InvalidOperationException("no");
            string news = reader.Told + 1 == _round ? $"{_round}" : $"{reader.Told + 1} to {_round}";
            reader.Told = _round;
            return [new LiveMessage("rounds", news)];
        }

        protected override bool MayRead(Reader reader) => reader.MayRead;

        protected override Task WaitAsync(Task changed, TimeSpan pause, CancellationToken cancel)
        {
            Task wait = base.WaitAsync(Task.Delay(Timeout.Infinite, cancel), pause, cancel);
            _waits.Release();
            return wait;
        }
    }

    private sealed class Client : ISingleClientProxy
    {
        public TaskCompletionSource? Gate { get; init; }

        public ConcurrentQueue<string> Messages { get; } = new();

        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
        {
            Messages.Enqueue((string)args[0]!);
            return Gate?.Task ?? Task.CompletedTask;
        }

        public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
