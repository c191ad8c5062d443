using System.Buffers;
using Npgsql;
using NpgsqlTypes;

namespace Vicinity.Contacts.Postgres;

/// <summary>Reads and writes the state of people, and infections.</summary>
internal static class PeopleTable
{
    /// <summary>The tables of this connection.</summary>
    public const string Staging = """
        create temp table staged_people (simulation int, id uuid, time timestamptz, tick int, health smallint, body jsonb) on commit delete rows;
        create temp table staged_infections (simulation int, person uuid, time timestamptz, tick int, source uuid, distance double precision, told boolean) on commit delete rows
        """;

    private const string Load = "select p.simulation, p.id, p.time, p.tick, p.health from unnest($1, $2) as k (simulation, id) join contacts.people p on p.simulation = k.simulation and p.id = k.id";
    private const string CopyPeople = "copy staged_people (simulation, id, time, tick, health, body) from stdin (format binary)";
    private const string CopyInfections = "copy staged_infections (simulation, person, time, tick, source, distance, told) from stdin (format binary)";

    private const string MergePeople = """
        insert into contacts.people as p (simulation, id, time, tick, health, body)
        select simulation, id, time, tick, health, body from staged_people order by simulation, id
        on conflict (simulation, id) do update set time = excluded.time, tick = excluded.tick, health = excluded.health, body = excluded.body
        where (p.time < excluded.time or (p.time = excluded.time and p.tick < excluded.tick)) and p.health <> 4
        """;

    private const string MergeInfections = """
        insert into contacts.infections (simulation, person, time, tick, source, distance, told)
        select simulation, person, time, tick, source, distance, told from staged_infections order by simulation, person, time
        on conflict do nothing
        """;

    /// <summary>What is stored of people; those of whom nothing is are left out.</summary>
    public static async Task<Dictionary<PersonKey, StoredState>> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<PersonKey> keys, CancellationToken cancel)
    {
        var states = new Dictionary<PersonKey, StoredState>(keys.Count);
        if (keys.Count == 0) return states;
        await using var load = new NpgsqlCommand(Load, connection)
        {
            Parameters = { new() { Value = keys.Select(k => k.Simulation).ToArray() }, new() { Value = keys.Select(k => k.Person).ToArray() } },
        };
        await load.PrepareAsync(cancel).ConfigureAwait(false);
        await using NpgsqlDataReader reader = await load.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
            states[new PersonKey(reader.GetInt32(0), reader.GetGuid(1))] = new StoredState(Timestamps.Of(reader.GetDateTime(2)), reader.IsDBNull(3) ? null : reader.GetInt32(3), (Health)reader.GetInt16(4));
        return states;
    }

    /// <summary>Writes the latest reports of people.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyDictionary<PersonKey, PersonMessage> people, CancellationToken cancel)
    {
        if (people.Count == 0) return;
        var body = new ArrayBufferWriter<byte>(512);
        await using (NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyPeople, cancel).ConfigureAwait(false))
        {
            foreach ((PersonKey key, PersonMessage report) in people)
            {
                body.ResetWrittenCount();
                MessageJson.Write(body, report with { Contacts = [] });
                await copy.StartRowAsync(cancel).ConfigureAwait(false);
                await copy.WriteAsync(key.Simulation, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await copy.WriteAsync(key.Person, NpgsqlDbType.Uuid, cancel).ConfigureAwait(false);
                await copy.WriteAsync(Timestamps.Of(report.Time), NpgsqlDbType.TimestampTz, cancel).ConfigureAwait(false);
                await WriteAsync(copy, report.Tick, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await copy.WriteAsync((short)report.Condition, NpgsqlDbType.Smallint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(body.WrittenMemory, NpgsqlDbType.Jsonb, cancel).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancel).ConfigureAwait(false);
        }
        await ExecuteAsync(connection, MergePeople, cancel).ConfigureAwait(false);
    }

    /// <summary>Writes infections; one that is there stays as it is.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<StoredInfection> infections, CancellationToken cancel)
    {
        if (infections.Count == 0) return;
        await using (NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyInfections, cancel).ConfigureAwait(false))
        {
            foreach (StoredInfection infection in infections)
            {
                await copy.StartRowAsync(cancel).ConfigureAwait(false);
                await copy.WriteAsync(infection.Key.Simulation, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await copy.WriteAsync(infection.Key.Person, NpgsqlDbType.Uuid, cancel).ConfigureAwait(false);
                await copy.WriteAsync(Timestamps.Of(infection.Time), NpgsqlDbType.TimestampTz, cancel).ConfigureAwait(false);
                await WriteAsync(copy, infection.Tick, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await WriteAsync(copy, infection.Source, NpgsqlDbType.Uuid, cancel).ConfigureAwait(false);
                await WriteAsync(copy, infection.Distance, NpgsqlDbType.Double, cancel).ConfigureAwait(false);
                await copy.WriteAsync(infection.Told, NpgsqlDbType.Boolean, cancel).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancel).ConfigureAwait(false);
        }
        await ExecuteAsync(connection, MergeInfections, cancel).ConfigureAwait(false);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancel)
        where T : struct => value is { } known ? copy.WriteAsync(known, type, cancel) : copy.WriteNullAsync(cancel);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync(cancel).ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
