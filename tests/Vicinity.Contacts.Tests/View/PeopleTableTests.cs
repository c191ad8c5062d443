namespace Vicinity.Contacts.Tests;

public sealed class PeopleTableTests
{
    [Fact]
    public void Those_who_changed_are_found_in_whatever_order_they_change()
    {
        var table = new PeopleTable(50);
        var random = new Random(2);
        var changes = new Dictionary<int, long>();
        for (int i = 0; i < 50; i++) table.TryTakeIn(Guid.NewGuid(), out _).ShouldBeTrue();
        for (int round = 0; round < 2_000; round++)
        {
            int number = random.Next(random.Next(2) == 0 ? 50 : 5);
            table.Touch(number);
            changes[number] = table.Changes;
            long after = table.Changes - random.Next(30);
            table.ChangedAfter(after).ShouldBe(changes.Where(c => c.Value > after).Select(c => c.Key).Order());
        }
        table.ChangedAfter(0).Count.ShouldBe(table.Heard);
        table.Heard.ShouldBe(50);
    }

    [Fact]
    public void One_person_too_many_is_not_taken_in_and_a_known_one_is_found()
    {
        var table = new PeopleTable(1);
        Guid one = Guid.NewGuid(), two = Guid.NewGuid();
        table.TryTakeIn(one, out int number).ShouldBeTrue();
        table.TryTakeIn(two, out _).ShouldBeFalse();
        table.TryTakeIn(one, out int again).ShouldBeTrue();
        again.ShouldBe(number);
        table.TryFind(two, out _).ShouldBeFalse();
        table[number].IsHeard.ShouldBeFalse();
    }

    [Fact]
    public void Who_is_forgotten_is_found_no_more_and_those_who_changed_before_and_after_still_are()
    {
        var table = new PeopleTable(200);
        int[] numbers = [.. Enumerable.Range(0, 100).Select(i => table.TryTakeIn(Guid.NewGuid(), out int number) ? number : -1)];
        foreach (int number in numbers) table.Touch(number);
        foreach (int number in (int[])[99, 0, 50, 98, 1]) table.Forget(number);
        table.Heard.ShouldBe(95);
        table.ChangedAfter(table.Changes - 10).ShouldBe(Enumerable.Range(90, 8));
        table.Touch(40);
        table.ChangedAfter(table.Changes - 1).ShouldBe([40]);
        table.ChangedAfter(0).ShouldBe(Enumerable.Range(2, 96).Where(n => n != 50));
        table[50].Forgotten.ShouldBeTrue();
    }

    [Fact]
    public void Who_comes_to_be_lost_has_changed_once_and_who_is_dead_or_has_left_is_not_lost()
    {
        var table = new PeopleTable(10);
        for (int i = 0; i < 5; i++)
        {
            table.TryTakeIn(Guid.NewGuid(), out int number).ShouldBeTrue();
            if (i < 4) table.Touch(number);
            table[number].Time = i == 1 ? 900 : 100;
        }
        table[2].Health = Health.Dead;
        table[3].Left = true;
        long before = table.Changes;
        table.Lose(500);
        table.ChangedAfter(before).ShouldBe([0], "person 4 was never heard of itself");
        table.Lose(600);
        table.Changes.ShouldBe(before + 1);
    }

    [Fact]
    public void A_push_of_few_changes_costs_little_however_many_people_there_are()
    {
        var view = new SimulationView("many", new ContactsOptions());
        for (int i = 0; i < 100_000; i++) view.Take(new PersonMessage { Person = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), X = 1, Y = 2, Time = 1_000, Tick = 1 });
        (PeopleColumns all, long change) = view.Changed(0, 2_000);
        all.Numbers.Count.ShouldBe(100_000);
        for (int i = 0; i < 10; i++) view.Take(new PersonMessage { Person = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), X = 2, Y = 2, Time = 2_000, Tick = 2 });

        long before = GC.GetAllocatedBytesForCurrentThread();
        (PeopleColumns few, _) = view.Changed(change, 2_250);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000, "100,000 people would take megabytes");
        few.Numbers.ShouldBe(Enumerable.Range(0, 10));
        few.X.ShouldAllBe(x => x == 2);
    }

    [Fact]
    public void Parts_of_columns_hold_the_same_people_in_the_same_order_each_with_its_own_id()
    {
        var columns = new PeopleColumns();
        for (int i = 0; i < 10; i++) columns.Add(i, i % 3 == 0 ? new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) : null, i, 2 * i, i % 3 == 0 ? PeopleColumns.NewBit : 0, i);
        IReadOnlyList<PeopleColumns> parts = columns.InParts(4);
        parts.Select(p => p.Numbers.Count).ShouldBe([4, 4, 2]);
        parts.Select(p => p.Ids.Count).ShouldBe([2, 1, 1]);
        parts.SelectMany(p => p.Numbers).ShouldBe(columns.Numbers);
        parts.SelectMany(p => p.Ids).ShouldBe(columns.Ids);
        parts.SelectMany(p => p.Y).ShouldBe(columns.Y);
        new PeopleColumns().InParts(4).Count.ShouldBe(1, "a push tells figures even where nobody has moved");
    }
}
