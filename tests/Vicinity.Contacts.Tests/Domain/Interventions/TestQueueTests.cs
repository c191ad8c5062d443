namespace Vicinity.Contacts.Tests;

public sealed class TestQueueTests
{
    [Fact]
    public void Those_with_symptoms_come_first_and_within_each_kind_who_came_first()
    {
        var queue = new TestQueue();
        queue.Want(3, symptoms: false);
        queue.Want(1, symptoms: false);
        queue.Want(7, symptoms: true);
        queue.Want(5, symptoms: true);
        Taken(queue, 0, 10).ShouldBe([7, 5, 3, 1]);
        queue.Waiting.ShouldBe(0);
    }

    [Fact]
    public void Who_waits_after_being_notified_and_gets_symptoms_moves_forward_and_is_tested_once()
    {
        var queue = new TestQueue();
        queue.Want(3, symptoms: false);
        queue.Want(1, symptoms: false);
        queue.Want(1, symptoms: true);
        queue.Want(1, symptoms: true);
        queue.Waiting.ShouldBe(2);
        Taken(queue, 0, 10).ShouldBe([1, 3]);
    }

    [Fact]
    public void The_tests_of_a_day_are_used_up_and_the_next_day_has_new_ones()
    {
        var queue = new TestQueue();
        for (int i = 0; i < 5; i++) queue.Want(i, symptoms: true);
        Taken(queue, 0, 2).ShouldBe([0, 1]);
        Taken(queue, 0, 2).ShouldBeEmpty();
        Taken(queue, 1, 2).ShouldBe([2, 3]);
        Taken(queue, 4, 2).ShouldBe([4]);
    }

    [Fact]
    public void Who_is_taken_and_needs_no_test_uses_none_up()
    {
        var queue = new TestQueue();
        for (int i = 0; i < 3; i++) queue.Want(i, symptoms: true);
        queue.TryTake(0, 1, out _).ShouldBeTrue();
        queue.TryTake(0, 1, out _).ShouldBeTrue();
        queue.TryTake(0, 1, out int person).ShouldBeTrue();
        queue.Tested(person, positive: true, due: 0);
        queue.Want(1, symptoms: true);
        queue.TryTake(0, 1, out _).ShouldBeFalse();
    }

    [Fact]
    public void Results_come_when_they_are_due_and_nobody_is_tested_again_before()
    {
        var queue = new TestQueue();
        queue.Want(4, symptoms: true);
        queue.TryTake(0, 9, out int person).ShouldBeTrue();
        queue.Tested(person, positive: true, due: 6);
        queue.Want(4, symptoms: true).ShouldBeFalse();
        queue.TryResult(5, out _, out _).ShouldBeFalse();
        queue.TryResult(6, out int of, out bool positive).ShouldBeTrue();
        (of, positive).ShouldBe((4, true));
        queue.Want(4, symptoms: true).ShouldBeTrue();
    }

    private static List<int> Taken(TestQueue queue, int day, int capacity)
    {
        var taken = new List<int>();
        while (queue.TryTake(day, capacity, out int person))
        {
            taken.Add(person);
            queue.Tested(person, positive: false, due: int.MaxValue);
        }
        return taken;
    }
}
