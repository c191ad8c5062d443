namespace Vicinity.Broker.Tests;

public sealed class FrameMemoryTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public async Task Who_finds_no_memory_gets_it_when_some_is_given_back_and_who_needs_least_comes_first()
    {
        var memory = new FrameMemory(100, _clock);
        await ShouldComplete(Take(memory, 90));
        Task large = Take(memory, 90);
        Task small = Take(memory, 20);
        await ShouldComplete(Take(memory, 10));

        memory.Give(90);

        await ShouldComplete(small);
        large.IsCompleted.ShouldBeFalse();
        memory.Give(20);
        await ShouldComplete(large);
        memory.Used.ShouldBe(100);
    }

    [Fact]
    public async Task More_than_there_is_gets_it_when_nobody_else_has_any()
    {
        var memory = new FrameMemory(100, _clock);
        await ShouldComplete(Take(memory, 10));
        Task all = Take(memory, 101);
        all.IsCompleted.ShouldBeFalse();

        memory.Give(10);

        await ShouldComplete(all);
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_nothing_and_nobody_up()
    {
        var memory = new FrameMemory(100, _clock);
        await Take(memory, 90);
        using var gone = new CancellationTokenSource();
        Task waits = memory.TakeAsync(50, null, gone.Token).AsTask();
        Task behind = Take(memory, 10);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waits);

        memory.Give(90);

        await ShouldComplete(behind);
        memory.Used.ShouldBe(10);
    }

    [Fact]
    public async Task When_nothing_comes_free_the_one_that_holds_most_for_longest_is_ended()
    {
        var memory = new FrameMemory(100, _clock);
        Holder small = Hold(memory, 10);
        Holder large = Hold(memory, 50);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Holder late = Hold(memory, 40);
        Task waits = Take(memory, 30);

        memory.Relieve();
        large.Reason.ShouldBeNull();
        _clock.Advance(FrameMemory.Patience);
        memory.Relieve();

        large.Reason.ShouldNotBeNull().ShouldContain("QueuedMaxRequestBytes");
        small.Reason.ShouldBeNull();
        late.Reason.ShouldBeNull();
        memory.Give(50, large);
        await ShouldComplete(waits);
    }

    [Fact]
    public async Task What_is_kept_for_later_is_asked_back_before_anybody_is_ended()
    {
        var memory = new FrameMemory(100, _clock);
        Holder rests = Hold(memory, 100, isUnused: true);
        Task waits = Take(memory, 30);

        memory.Relieve();

        await ShouldComplete(waits);
        rests.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Where_what_is_given_back_is_enough_nothing_is_ended_however_long_others_waited()
    {
        var memory = new FrameMemory(100, _clock);
        Holder rests = Hold(memory, 60, isUnused: true);
        Holder receives = Hold(memory, 40);
        Task waits = Take(memory, 30);
        _clock.Advance(FrameMemory.Patience);

        memory.Relieve();

        await ShouldComplete(waits);
        rests.Reason.ShouldBeNull();
        receives.Reason.ShouldBeNull();
    }

    private static Task ShouldComplete(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static Task Take(FrameMemory memory, long bytes) => memory.TakeAsync(bytes, null, TestContext.Current.CancellationToken).AsTask();

    private Holder Hold(FrameMemory memory, long bytes, bool isUnused = false)
    {
        var holder = new Holder(memory, bytes, isUnused) { UnfinishedSince = _clock.GetTimestamp() };
        memory.TakeAsync(bytes, holder, TestContext.Current.CancellationToken).AsTask().IsCompleted.ShouldBeTrue();
        return holder;
    }

    private sealed class Holder(FrameMemory memory, long bytes, bool isUnused) : IFrameHolder
    {
        public string? Reason { get; private set; }

        public long UnfinishedBytes => isUnused ? 0 : bytes;

        public long UnfinishedSince { get; init; }

        public void GiveBackUnused()
        {
            if (isUnused) memory.Give(bytes, this);
        }

        public void End(string reason) => Reason = reason;
    }
}
