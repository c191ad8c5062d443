using Npgsql;

namespace Vicinity.Contacts.Postgres;

/// <summary>Creates the store's schema and brings one that is there up to date. Any number of processes may do it at once: one after the other looks and finds it done.</summary>
internal static class StoreSchema
{
    // "vicinity" in ASCII: whoever holds it changes the schema.
    public const long Lock = 0x766963696e697479;

    /// <summary>Applies the steps that are missing.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="upTo">Last step to apply.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="StoreException">The schema is of a later program.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, int upTo, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({Lock})", cancel).ConfigureAwait(false);
        await ExecuteAsync(
            connection,
            "create schema if not exists contacts; create table if not exists contacts.migrations (version int primary key, name text not null, applied timestamptz not null default now())",
            cancel).ConfigureAwait(false);
        int version = await VersionAsync(connection, cancel).ConfigureAwait(false);
        int newest = Migration.All[^1].Version;
        if (version > newest) throw new StoreException($"the schema 'contacts' has version {version} and this program knows versions up to {newest}: run the program that made it, or a later one");
        foreach (Migration step in Migration.All.Where(m => m.Version > version && m.Version <= upTo))
        {
            await ExecuteAsync(connection, step.Sql, cancel).ConfigureAwait(false);
            await using var record = new NpgsqlCommand("insert into contacts.migrations (version, name) values ($1, $2)", connection) { Parameters = { new() { Value = step.Version }, new() { Value = step.Name } } };
            await record.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand("select coalesce(max(version), 0) from contacts.migrations", connection);
        return (int)(await ask.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
