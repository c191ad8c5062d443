using Npgsql;

namespace Vicinity.Contacts.Postgres.Tests;

public sealed class StoreSchemaTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_programs_that_start_at_once_make_the_schema_once()
    {
        await using TestDatabase database = await server.NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using StoreWriter writer = await StoreWriter.OpenAsync(database.Source, new ContactsOptions(), TimeProvider.System, Cancel);
        }));
        (await database.RowsAsync("select version, name from contacts.migrations")).ShouldBe([.. Migration.All.Select(m => $"{m.Version}|{m.Name}")]);
    }

    [Fact]
    public async Task A_schema_of_an_earlier_program_is_brought_up_to_date_and_keeps_what_is_in_it()
    {
        await using TestDatabase database = await server.NewAsync();
        await using (NpgsqlConnection connection = await database.Source.OpenConnectionAsync(Cancel)) await StoreSchema.MigrateAsync(connection, 1, Cancel);
        (await database.AskAsync<bool>("select to_regclass('contacts.erased') is null")).ShouldBeTrue();
        await database.RowsAsync("insert into contacts.simulations (name) values ('before')");

        await using (StoreWriter writer = await StoreWriter.OpenAsync(database.Source, new ContactsOptions(), TimeProvider.System, Cancel)) (await writer.EraseAsync([Guid.NewGuid()], Cancel)).ShouldBe(0);

        (await database.AskAsync<int>("select max(version) from contacts.migrations")).ShouldBe(Migration.All[^1].Version);
        (await database.RowsAsync("select name from contacts.simulations")).ShouldBe(["before"]);
    }

    [Fact]
    public async Task People_and_infections_from_before_ticks_were_stored_stay_and_go_on()
    {
        await using TestDatabase database = await server.NewAsync();
        Guid person = Guid.NewGuid();
        DateTime before = DateTime.UtcNow.AddMinutes(-10);
        await using (NpgsqlConnection connection = await database.Source.OpenConnectionAsync(Cancel))
        {
            await StoreSchema.MigrateAsync(connection, 3, Cancel);
            await (await TimePartitions.OfAsync(connection, 14, Cancel)).EnsureAsync(connection, [before], before, Cancel);
        }
        await database.RowsAsync("insert into contacts.simulations (name) values ('a run')");
        await database.RowsAsync($"insert into contacts.people (simulation, id, time, health, body) values (1, '{person}', '{before:O}', 2, '{{}}')");
        await database.RowsAsync($"insert into contacts.infections (simulation, person, time, tick, told) values (1, '{person}', '{before:O}', 7, false)");

        await using (StoreWriter writer = await StoreWriter.OpenAsync(database.Source, new ContactsOptions(), TimeProvider.System, Cancel))
        {
            var next = new PersonMessage { Person = person, X = 1, Y = 1, Time = new DateTimeOffset(before).ToUnixTimeMilliseconds() + 1000, Tick = 8, Simulation = "a run", Health = Health.Immune };
            await writer.WriteAsync([next], new Dictionary<Model.TopicPartition, long>(), new Dictionary<Model.TopicPartition, PartitionPlace>(), Cancel);
        }

        (await database.RowsAsync("select tick, health from contacts.people")).ShouldBe(["8|3"]);
        (await database.RowsAsync("select person, tick from contacts.infections")).ShouldBe([$"{person}|7"]);
        (await Should.ThrowAsync<PostgresException>(() => database.RowsAsync("insert into contacts.infections (simulation, person, time, tick, told) select simulation, person, time, tick, told from contacts.infections"))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task A_schema_of_a_later_program_is_left_alone()
    {
        await using TestDatabase database = await server.NewAsync();
        await using (NpgsqlConnection connection = await database.Source.OpenConnectionAsync(Cancel)) await StoreSchema.MigrateAsync(connection, int.MaxValue, Cancel);
        await database.RowsAsync("insert into contacts.migrations (version, name) values (9000, 'of the future')");
        StoreException refused = await Should.ThrowAsync<StoreException>(() => StoreWriter.OpenAsync(database.Source, new ContactsOptions(), TimeProvider.System, Cancel));
        refused.Message.ShouldContain("version 9000");
    }
}
