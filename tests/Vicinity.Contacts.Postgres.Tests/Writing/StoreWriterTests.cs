using Vicinity.Model;

namespace Vicinity.Contacts.Postgres.Tests;

public sealed class StoreWriterTests(ServerFixture server)
{
    private static readonly ContactsOptions s_options = new();
    private static readonly TopicPartition s_partition = new("contacts", 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(1, 1, "a run")]
    [InlineData(2, 7, "a run")]
    [InlineData(3, 50, "a run")]
    [InlineData(4, 1_000_000, "a run")]
    [InlineData(5, 7, null)]
    [InlineData(6, 1_000_000, null)]
    public async Task Reports_in_batches_of_any_size_give_what_a_plain_computation_over_all_of_them_gives(int seed, int batch, string? simulation)
    {
        await using TestDatabase database = await server.NewAsync();
        List<PersonMessage> reports = RandomReports.Make(seed, people: 8, ticks: 40, Now - 600_000, simulation);
        await WriteAsync(database, reports, batch);

        var expected = new ExpectedState(reports);
        await expected.ShouldBeInAsync(database);
        expected.Contacts.Length.ShouldBeGreaterThan(50);
        expected.Infections.Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Reports_that_come_again_change_nothing()
    {
        await using TestDatabase database = await server.NewAsync();
        List<PersonMessage> reports = RandomReports.Make(7, people: 6, ticks: 30, Now - 600_000, "a run");
        await WriteAsync(database, reports, 20);
        string[] people = await database.RowsAsync("select * from contacts.people"), contacts = await database.RowsAsync(ExpectedState.ContactsSql), infections = await database.RowsAsync("select * from contacts.infections");

        await WriteAsync(database, reports, 13, from: reports.Count);

        (await database.RowsAsync("select * from contacts.people")).ShouldBe(people);
        (await database.RowsAsync(ExpectedState.ContactsSql)).ShouldBe(contacts);
        (await database.RowsAsync("select * from contacts.infections")).ShouldBe(infections);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Ticks_of_one_millisecond_are_told_apart(int batch)
    {
        await using TestDatabase database = await server.NewAsync();
        Guid one = Guid.NewGuid(), other = Guid.NewGuid();
        long time = Now - 60_000;
        PersonMessage At(int tick, Health health) => new()
        {
            Person = one,
            X = tick,
            Y = 2,
            Time = time,
            Tick = tick,
            Simulation = "a quick run",
            Health = health,
            Infected = health == Health.Infected,
            InfectedBy = health == Health.Infected ? other : null,
        };
        // A tick that comes again after later ones changes nothing.
        PersonMessage[] reports = [At(1, Health.Infected), At(2, Health.Immune), At(3, Health.Susceptible), At(4, Health.Infected), At(5, Health.Immune), At(2, Health.Immune), At(4, Health.Infected)];

        await WriteAsync(database, reports, batch);

        (await database.RowsAsync("select tick, health, body->>'tick' from contacts.people")).ShouldBe(["5|3|5"]);
        (await database.RowsAsync("select tick, source from contacts.infections order by tick")).ShouldBe([$"1|{other}", $"4|{other}"]);
    }

    [Fact]
    public async Task A_simulation_that_begins_again_under_its_name_goes_on_at_its_first_tick()
    {
        await using TestDatabase database = await server.NewAsync();
        Guid one = Guid.NewGuid();
        long time = Now - 60_000;

        await WriteAsync(database, [.. new[] { (500, 0), (1, 1000) }.Select(r => new PersonMessage { Person = one, X = r.Item1, Y = 2, Time = time + r.Item2, Tick = r.Item1, Simulation = "a run" })], 1);

        (await database.RowsAsync("select tick from contacts.people")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Contacts_that_come_late_lengthen_join_and_precede_those_that_are_there()
    {
        await using TestDatabase database = await server.NewAsync();
        Guid one = Guid.NewGuid(), other = Guid.NewGuid();
        // A whole second, so that the ticks of people without ticks can be counted on.
        long start = (Now - 600_000) / 1000 * 1000;
        PersonMessage Report(params int[] seconds) => new() { Person = one, X = 1, Y = 2, Time = start + 300_000 + seconds.Max(), Contacts = [.. seconds.Select(s => new Heard(other, start + s * 1000L, s))] };
        async Task<string[]> RowsAsync(params int[] seconds)
        {
            await WriteAsync(database, [Report(seconds)], 1, from: await PlaceAsync(database));
            return [.. (await database.RowsAsync("select first_tick, last_tick, closest from contacts.contacts")).Select(r => r.Split('|')).Select(r => $"{long.Parse(r[0]) - start / 1000}-{long.Parse(r[1]) - start / 1000} {r[2]}")];
        }

        (await RowsAsync(10)).ShouldBe(["10-10 10"]);
        (await RowsAsync(12, 11)).ShouldBe(["10-12 10"]);
        (await RowsAsync(18)).ShouldBe(["10-12 10", "18-18 18"]);
        (await RowsAsync(5, 8)).ShouldBe(["5-5 5", "8-12 8", "18-18 18"]);
        (await RowsAsync(14)).ShouldBe(["5-5 5", "8-14 8", "18-18 18"]);
        (await RowsAsync(16)).ShouldBe(["5-5 5", "8-18 8"]);
        (await RowsAsync(6)).ShouldBe(["5-18 5"]);
    }

    [Fact]
    public async Task A_contact_over_midnight_is_one_row_in_the_partition_of_its_end()
    {
        await using TestDatabase database = await server.NewAsync();
        Guid one = Guid.NewGuid(), other = Guid.NewGuid();
        long midnight = new DateTimeOffset(DateTime.UtcNow.Date).ToUnixTimeMilliseconds();
        PersonMessage[] reports = [.. Enumerable.Range(-3, 6).Select(s => new PersonMessage { Person = one, X = 1, Y = 2, Time = midnight + s * 1000, Contacts = [new Heard(other, midnight + s * 1000, 1)] })];
        await WriteAsync(database, reports, 1);
        (await database.RowsAsync("select tableoid::regclass::text, ended - begun from contacts.contacts")).ShouldBe([$"contacts.contacts_{DateTime.UtcNow:yyyyMMdd}|00:00:05"]);
    }

    [Fact]
    public async Task Who_believes_a_partition_to_be_elsewhere_writes_nothing()
    {
        await using TestDatabase database = await server.NewAsync();
        List<PersonMessage> reports = RandomReports.Make(8, people: 4, ticks: 4, Now - 600_000, "a run");
        await using StoreWriter one = await StoreWriter.OpenAsync(database.Source, s_options, TimeProvider.System, Cancel);
        await using StoreWriter other = await StoreWriter.OpenAsync(database.Source, s_options, TimeProvider.System, Cancel);
        var places = new Dictionary<TopicPartition, PartitionPlace> { [s_partition] = new(Guid.Empty, null, 0) };
        await one.WriteAsync(reports[..5], new Dictionary<TopicPartition, long> { [s_partition] = 5 }, places, Cancel);

        await Should.ThrowAsync<FencedException>(() => other.WriteAsync(reports[..7], new Dictionary<TopicPartition, long> { [s_partition] = 7 }, places, Cancel));

        (await one.PlaceAsync(s_partition, Guid.Empty, Cancel)).Next.ShouldBe(5);
        await new ExpectedState(reports[..5]).ShouldBeInAsync(database);
    }

    [Fact]
    public async Task What_is_older_than_the_retention_is_not_stored_and_what_grows_older_is_deleted()
    {
        await using TestDatabase database = await server.NewAsync();
        Guid one = Guid.NewGuid(), other = Guid.NewGuid();
        PersonMessage Report(Guid person, double daysAgo) => new()
        {
            Person = person,
            X = 1,
            Y = 2,
            Infected = true,
            Time = Now - (long)(daysAgo * 86_400_000),
            Contacts = [new Heard(other, Now - (long)(daysAgo * 86_400_000), 1)],
        };
        await WriteAsync(database, [Report(Guid.NewGuid(), 15), Report(Guid.NewGuid(), 13), Report(Guid.NewGuid(), 9), Report(one, 1)], 2);
        (await database.AskAsync<long>("select count(*) from contacts.people")).ShouldBe(3);
        (await database.AskAsync<long>("select count(*) from contacts.contacts")).ShouldBe(3);

        await using StoreWriter writer = await StoreWriter.OpenAsync(database.Source, s_options with { RetentionDays = 5 }, TimeProvider.System, Cancel);
        (long rows, int partitions) = await writer.ForgetAsync(Cancel);

        (rows, partitions).ShouldBe((2, 4));
        (await database.RowsAsync("select id from contacts.people")).ShouldBe([one.ToString()]);
        (await database.RowsAsync("select person from contacts.contacts")).ShouldBe([one.ToString()]);
        (await database.RowsAsync("select person from contacts.infections")).ShouldBe([one.ToString()]);
    }

    [Fact]
    public async Task Nothing_is_left_of_an_erased_person_and_nothing_of_it_is_stored_again()
    {
        await using TestDatabase database = await server.NewAsync();
        List<PersonMessage> reports = RandomReports.Make(9, people: 6, ticks: 30, Now - 600_000, "a run");
        Guid erased = reports.First(r => r.InfectedBy is not null).InfectedBy!.Value;
        await WriteAsync(database, reports[..100], 20);
        await using (StoreWriter writer = await StoreWriter.OpenAsync(database.Source, s_options, TimeProvider.System, Cancel))
        {
            (await writer.EraseAsync([erased], Cancel)).ShouldBeGreaterThan(0);
            (await writer.EraseAsync([erased], Cancel)).ShouldBe(0);
        }
        await WriteAsync(database, reports[100..], 20, from: 100);

        foreach (string table in (string[])["people", "contacts", "infections"])
            (await database.RowsAsync($"select t::text from contacts.{table} t where t::text like '%{erased}%'")).ShouldBeEmpty(table);
        (await database.AskAsync<long>("select count(*) from contacts.people")).ShouldBe(5);
    }

    [Fact]
    public async Task A_name_that_the_database_cannot_hold_costs_nothing()
    {
        await using TestDatabase database = await server.NewAsync();
        await WriteAsync(database, [new PersonMessage { Person = Guid.NewGuid(), X = 1, Y = 2, Time = Now, Simulation = "a\0b" }], 1);
        (await database.RowsAsync("select s.name, p.body->>'simulation' from contacts.people p join contacts.simulations s on s.id = p.simulation")).ShouldBe(["a\uFFFDb|a\uFFFDb"]);
    }

    private static async Task<long> PlaceAsync(TestDatabase database)
    {
        await using StoreWriter writer = await StoreWriter.OpenAsync(database.Source, s_options, TimeProvider.System, Cancel);
        return (await writer.PlaceAsync(s_partition, Guid.Empty, Cancel)).Next ?? 0;
    }

    private static async Task WriteAsync(TestDatabase database, IReadOnlyList<PersonMessage> reports, int batch, long from = 0)
    {
        await using StoreWriter writer = await StoreWriter.OpenAsync(database.Source, s_options, TimeProvider.System, Cancel);
        long? place = from == 0 ? null : from;
        foreach (PersonMessage[] some in reports.Chunk(batch))
        {
            long next = (place ?? 0) + some.Length;
            await writer.WriteAsync(some, new Dictionary<TopicPartition, long> { [s_partition] = next }, new Dictionary<TopicPartition, PartitionPlace> { [s_partition] = new(Guid.Empty, place, place ?? 0) }, Cancel);
            place = next;
        }
    }
}
