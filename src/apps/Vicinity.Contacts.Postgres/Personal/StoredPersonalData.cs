using Npgsql;

namespace Vicinity.Contacts.Postgres;

/// <summary>What the database holds of people. Thread-safe.</summary>
public sealed class StoredPersonalData(NpgsqlDataSource database, StoreConnection where) : IPersonalData
{
    /// <summary>Most rows of each kind in an export.</summary>
    private const int Most = 1_000_000;

    private const string InAll = "any(array(select id from contacts.simulations))";

    private const string States = $"""
        select s.name, (p.body->'position'->>0)::float8, (p.body->'position'->>1)::float8, p.health, p.time
        from contacts.people p join contacts.simulations s on s.id = p.simulation where p.id = $1 and p.simulation = {InAll} order by p.time limit $2
        """;

    private const string Contacts = $"""
        select s.name, c.person, c.other, c.begun, c.ended, c.closest from contacts.contacts c join contacts.simulations s on s.id = c.simulation
        where (c.person = $1 or c.other = $1) and c.simulation = {InAll} order by c.begun limit $2
        """;

    private const string Infections = $"""
        select s.name, i.person, i.source, i.time, i.tick from contacts.infections i join contacts.simulations s on s.id = i.simulation
        where (i.person = $1 or i.source = $1) and i.simulation = {InAll} order by i.time limit $2
        """;

    /// <inheritdoc/>
    public string Place => $"PostgreSQL at {where}";

    /// <inheritdoc/>
    public Task<PersonalRecords?> ExportAsync(Guid person, CancellationToken cancel) => AskAsync<PersonalRecords?>(
        async connection =>
        {
            if (!await IsMadeAsync(connection, cancel).ConfigureAwait(false)) return null;
            List<PersonalState> states = await ReadAsync(connection, States, person, r => new PersonalState(r.GetString(0), r.GetDouble(1), r.GetDouble(2), MessageJson.Name((Health)r.GetInt16(3)), Timestamps.Of(r.GetDateTime(4))), cancel).ConfigureAwait(false);
            List<PersonalContact> contacts = await ReadAsync(
                connection, Contacts, person,
                r => new PersonalContact(r.GetString(0), r.GetGuid(1), r.GetGuid(2), Timestamps.Of(r.GetDateTime(3)), Timestamps.Of(r.GetDateTime(4)), r.IsDBNull(5) ? null : r.GetDouble(5)), cancel).ConfigureAwait(false);
            List<PersonalInfection> infections = await ReadAsync(
                connection, Infections, person,
                r => new PersonalInfection(r.GetString(0), r.GetGuid(1), r.IsDBNull(2) ? null : r.GetGuid(2), Timestamps.Of(r.GetDateTime(3)), r.IsDBNull(4) ? null : r.GetInt32(4)), cancel).ConfigureAwait(false);
            bool complete = states.Count <= Most && contacts.Count <= Most && infections.Count <= Most;
            return states.Count + contacts.Count + infections.Count == 0 ? null : new PersonalRecords(Place, complete, states, contacts, infections);
        },
        cancel);

    /// <inheritdoc/>
    public Task EraseAsync(Guid person, CancellationToken cancel) => AskAsync(
        async connection =>
        {
            await StoreSchema.MigrateAsync(connection, int.MaxValue, cancel).ConfigureAwait(false);
            return await ErasedTable.EraseAsync(connection, [person], cancel).ConfigureAwait(false);
        },
        cancel);

    private static async Task<bool> IsMadeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand("select to_regclass('contacts.people') is not null", connection);
        return (bool)(await ask.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Guid person, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = person }, new() { Value = Most + 1 } } };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) rows.Add(read(reader));
        return rows;
    }

    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
            return await ask(connection).ConfigureAwait(false);
        }
        catch (Exception away) when (!cancel.IsCancellationRequested && (away is StoreException || StoreConnection.IsAway(away)))
        {
            throw new PlaceAwayException(Place, away);
        }
    }
}
