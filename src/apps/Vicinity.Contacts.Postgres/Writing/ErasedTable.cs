using Npgsql;

namespace Vicinity.Contacts.Postgres;

/// <summary>The people who were erased, as this connection knows them. Not thread-safe.</summary>
internal sealed class ErasedTable
{
    private readonly HashSet<Guid> _ids = [];
    private long _number;

    /// <summary>Who was erased, as of the last look.</summary>
    public IReadOnlySet<Guid> Ids => _ids;

    /// <summary>Looks who was erased since. In a transaction, nobody can be erased until it ends: whoever erases waits for the lock that this look holds.</summary>
    public async Task LookAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var look = new NpgsqlCommand("select number, id from contacts.erased where number > $1 order by number", connection) { Parameters = { new() { Value = _number } } };
        await look.PrepareAsync(cancel).ConfigureAwait(false);
        await using NpgsqlDataReader reader = await look.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            _number = reader.GetInt64(0);
            _ids.Add(reader.GetGuid(1));
        }
    }

    /// <summary>Erases people who are not erased yet. Their rows go with it; nothing of them is stored afterwards.</summary>
    /// <returns>How many rows were deleted.</returns>
    public static async Task<long> EraseAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> people, CancellationToken cancel)
    {
        if (people.Count == 0) return 0;
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false))
        {
            await using var remember = new NpgsqlCommand("lock table contacts.erased in access exclusive mode", connection);
            await remember.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            await ExecuteAsync(connection, "insert into contacts.erased (id) select unnest($1) on conflict do nothing", people, cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
        // Everything that was being written is committed now, and everything later leaves them out.
        await using NpgsqlTransaction deletion = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        long rows = 0;
        foreach (string delete in (string[])
        [
            "delete from contacts.people where id = any($1) and simulation = any(array(select id from contacts.simulations))",
            "delete from contacts.contacts where person = any($1) and simulation = any(array(select id from contacts.simulations))",
            "delete from contacts.contacts where other = any($1) and simulation = any(array(select id from contacts.simulations))",
            "delete from contacts.infections where person = any($1) and simulation = any(array(select id from contacts.simulations))",
        ])
            rows += await ExecuteAsync(connection, delete, people, cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, "update contacts.infections set source = null, distance = null, told = false where source = any($1) and simulation = any(array(select id from contacts.simulations))", people, cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, "update contacts.people set body = body - 'infectedBy' where body->>'infectedBy' = any($1::text[])", [.. people.Select(p => p.ToString())], cancel).ConfigureAwait(false);
        await deletion.CommitAsync(cancel).ConfigureAwait(false);
        return rows;
    }

    private static async Task<int> ExecuteAsync<T>(NpgsqlConnection connection, string sql, IReadOnlyCollection<T> people, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = people.ToArray() } } };
        return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
