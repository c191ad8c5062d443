namespace Vicinity.Contacts.Tests;

public sealed class RecentContactsTests
{
    [Fact]
    public void The_contacts_of_each_person_are_those_that_a_plain_list_has()
    {
        var random = new Random(3);
        var recent = new RecentContacts();
        var all = new List<(int One, int Other, int Tick)>();
        for (int tick = 1; tick <= 300; tick++)
        {
            for (int i = 0; i < 40; i++)
            {
                int one = random.Next(50), other = random.Next(50);
                if (one == other) continue;
                recent.Add(new Contact(one, other, i), tick, tick - 29);
                all.Add((one, other, tick));
            }
            if (tick % 50 != 0) continue;
            for (int person = 0; person < 50; person++)
            {
                var found = new List<(int, int)>();
                foreach ((int with, int when, _) in recent.Of(person, tick - 29)) found.Add((with, when));
                found.ShouldBe(all.Where(c => c.Tick >= tick - 29 && (c.One == person || c.Other == person)).Select(c => (c.One == person ? c.Other : c.One, c.Tick)).Reverse());
            }
        }
        recent.Forgotten.ShouldBe(0);
    }

    [Fact]
    public void Where_no_more_can_be_kept_the_oldest_make_room_and_are_counted()
    {
        var recent = new RecentContacts(1024);
        for (int tick = 1; tick <= 2000; tick++) recent.Add(new Contact(0, 1, 1), tick, 0);
        recent.Forgotten.ShouldBe(976);
        var ticks = new List<int>();
        foreach ((_, int tick, _) in recent.Of(1, 0)) ticks.Add(tick);
        ticks.ShouldBe(Enumerable.Range(977, 1024).Reverse());
    }

    [Fact]
    public void Somebody_without_contacts_has_none()
    {
        var recent = new RecentContacts();
        recent.Of(7, 0).MoveNext().ShouldBeFalse();
        recent.Add(new Contact(0, 9, 1), 1, 0);
        recent.Of(7, 0).MoveNext().ShouldBeFalse();
        recent.Of(100, 0).MoveNext().ShouldBeFalse();
    }
}
