namespace Vicinity.Broker.Tests;

public sealed class HeapReleaseTests
{
    private const int Large = (int)HeapRelease.WorthBytes;

    private readonly Heap _heap = new();
    private readonly FrameMemory _requests = new(100, new HandClock());
    private readonly HeapRelease _release;

    public HeapReleaseTests() => _release = new HeapRelease(_requests, _heap);

    [Fact]
    public void What_large_requests_left_behind_is_given_back_once_when_none_has_come_for_a_while()
    {
        _release.Note(Large / 2);
        _release.Note(Large / 2);

        Look(1);
        _heap.Marks.ShouldBe(0, "they have just come");
        Look(1);
        (_heap.Marks, _heap.Compactions).ShouldBe((1, 0));
        Look(1);
        (_heap.Marks, _heap.Compactions).ShouldBe((1, 1));
        Look(10);
        (_heap.Marks, _heap.Compactions).ShouldBe((1, 1), "nothing new came");

        _release.Note(Large);
        Look(3);
        _heap.Compactions.ShouldBe(2);
    }

    [Fact]
    public void Small_requests_are_left_to_the_collector()
    {
        _release.Note(Large - 1);

        Look(10);

        _heap.Marks.ShouldBe(0);
    }

    [Fact]
    public async Task As_long_as_requests_come_or_are_handled_nothing_is_done()
    {
        for (int i = 0; i < 5; i++)
        {
            _release.Note(Large);
            Look(1);
        }
        await _requests.TakeAsync(1, null, TestContext.Current.CancellationToken);
        Look(5);
        _heap.Marks.ShouldBe(0);

        _requests.Give(1);
        Look(1);
        _heap.Marks.ShouldBe(1);
        _release.Note(1);
        Look(1);
        _heap.Compactions.ShouldBe(0, "one came in between");
        Look(2);
        _heap.Compactions.ShouldBe(1);
    }

    [Fact]
    public void Threads_are_not_held_up_for_a_heap_of_which_much_is_in_use()
    {
        _heap.LiveBytes = HeapRelease.MostLiveBytes + 1;
        _release.Note(Large);

        Look(10);

        (_heap.Marks, _heap.Compactions).ShouldBe((1, 0));
    }

    private void Look(int times)
    {
        for (int i = 0; i < times; i++) _release.Look();
    }

    private sealed class Heap : ICollectedHeap
    {
        public long LiveBytes { get; set; }

        public int Marks { get; private set; }

        public int Compactions { get; private set; }

        public void Mark() => Marks++;

        public void Compact() => Compactions++;
    }
}
