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
    public async Task A_schema_of_a_later_program_is_left_alone()
    {
        await using TestDatabase database = await server.NewAsync();
        await using (NpgsqlConnection connection = await database.Source.OpenConnectionAsync(Cancel)) await StoreSchema.MigrateAsync(connection, int.MaxValue, Cancel);
        await database.RowsAsync("insert into contacts.migrations (version, name) values (9000, 'of the future')");
        StoreException refused = await Should.ThrowAsync<StoreException>(() => StoreWriter.OpenAsync(database.Source, new ContactsOptions(), TimeProvider.System, Cancel));
        refused.Message.ShouldContain("version 9000");
    }
}
