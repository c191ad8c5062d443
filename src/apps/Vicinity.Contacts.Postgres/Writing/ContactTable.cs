using Npgsql;
using NpgsqlTypes;

namespace Vicinity.Contacts.Postgres;

/// <summary>
/// Writes contacts: those that go on lengthen the row that is there, others become rows. First everything goes to a table of this connection by COPY and lengthens what it touches, which is
/// most of it; what touched nothing is copied into the table itself. Where somebody's contacts close the gap between rows, or several of a pair come at once, the rows around are replaced.
/// </summary>
internal static class ContactTable
{
    /// <summary>The table of this connection.</summary>
    public const string Staging =
        "create temp table staged_contacts (n int, simulation int, person uuid, other uuid, begun timestamptz, ended timestamptz, first_tick bigint, last_tick bigint, closest double precision, since timestamptz, till timestamptz) on commit delete rows";

    private const string CopyStaged = "copy staged_contacts (n, simulation, person, other, begun, ended, first_tick, last_tick, closest, since, till) from stdin (format binary)";
    private const string CopyRows = "copy contacts.contacts (simulation, person, other, begun, ended, first_tick, last_tick, closest) from stdin (format binary)";

    private static readonly string s_lengthen = $"""
        update contacts.contacts c
        set begun = least(c.begun, s.begun), ended = greatest(c.ended, s.ended), first_tick = least(c.first_tick, s.first_tick), last_tick = greatest(c.last_tick, s.last_tick), closest = least(c.closest, s.closest)
        from staged_contacts s
        where c.simulation = s.simulation and c.person = s.person and c.other = s.other
          and c.first_tick <= s.last_tick + {ContactInterval.Gap + 1} and c.last_tick >= s.first_tick - {ContactInterval.Gap + 1}
          and c.ended >= s.since and c.begun <= s.till
        returning s.n
        """;

    private const string Take = """
        delete from contacts.contacts c
        using unnest($1, $2, $3, $4, $5) as s (simulation, person, other, since, till)
        where c.simulation = s.simulation and c.person = s.person and c.other = s.other and c.ended >= s.since and c.begun <= s.till
        returning c.simulation, c.person, c.other, c.begun, c.ended, c.first_tick, c.last_tick, c.closest
        """;

    /// <summary>Writes contacts, in the transaction of the connection.</summary>
    /// <returns>How many rows were written.</returns>
    public static async Task<int> WriteAsync(NpgsqlConnection connection, IReadOnlyDictionary<ContactKey, List<ContactInterval>> contacts, CancellationToken cancel)
    {
        if (contacts.Count == 0) return 0;
        (ContactKey Key, ContactInterval Interval)[] single = [.. contacts.Where(c => c.Value.Count == 1).Select(c => (c.Key, c.Value[0]))];
        Dictionary<ContactKey, List<ContactInterval>> several = contacts.Where(c => c.Value.Count > 1).ToDictionary(c => c.Key, c => c.Value);
        byte[] touched = await LengthenAsync(connection, single, cancel).ConfigureAwait(false);
        var rows = new List<(ContactKey Key, ContactInterval Interval)>();
        for (int i = 0; i < single.Length; i++)
        {
            if (touched[i] == 0) rows.Add(single[i]);
            else if (touched[i] > 1) several[single[i].Key] = [single[i].Interval];
        }
        await ReplaceAsync(connection, several, cancel).ConfigureAwait(false);
        rows.AddRange(several.SelectMany(p => p.Value.Select(i => (p.Key, i))));
        if (rows.Count > 0) await CopyAsync(connection, rows, cancel).ConfigureAwait(false);
        return touched.Count(t => t == 1) + rows.Count;
    }

    private static async Task<byte[]> LengthenAsync(NpgsqlConnection connection, (ContactKey Key, ContactInterval Interval)[] contacts, CancellationToken cancel)
    {
        byte[] touched = new byte[contacts.Length];
        if (contacts.Length == 0) return touched;
        await using (NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyStaged, cancel).ConfigureAwait(false))
        {
            for (int i = 0; i < contacts.Length; i++)
            {
                ContactInterval interval = contacts[i].Interval;
                await copy.StartRowAsync(cancel).ConfigureAwait(false);
                await copy.WriteAsync(i, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await WriteAsync(copy, contacts[i].Key, interval, cancel).ConfigureAwait(false);
                await copy.WriteAsync(Timestamps.Of(interval.Begun - ContactInterval.LongestPauseMs), NpgsqlDbType.TimestampTz, cancel).ConfigureAwait(false);
                await copy.WriteAsync(Timestamps.Of(interval.Ended + ContactInterval.LongestPauseMs), NpgsqlDbType.TimestampTz, cancel).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancel).ConfigureAwait(false);
        }
        await using var lengthen = new NpgsqlCommand(s_lengthen, connection);
        await lengthen.PrepareAsync(cancel).ConfigureAwait(false);
        await using NpgsqlDataReader reader = await lengthen.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            ref byte count = ref touched[reader.GetInt32(0)];
            if (count < 2) count++;
        }
        return touched;
    }

    /// <summary>Takes the rows out that can touch, and makes those one that do.</summary>
    private static async Task ReplaceAsync(NpgsqlConnection connection, Dictionary<ContactKey, List<ContactInterval>> contacts, CancellationToken cancel)
    {
        if (contacts.Count == 0) return;
        KeyValuePair<ContactKey, List<ContactInterval>>[] pairs = [.. contacts];
        await using (var take = new NpgsqlCommand(Take, connection)
        {
            Parameters =
            {
                new() { Value = pairs.Select(p => p.Key.Simulation).ToArray() },
                new() { Value = pairs.Select(p => p.Key.Person).ToArray() },
                new() { Value = pairs.Select(p => p.Key.Other).ToArray() },
                new() { Value = pairs.Select(p => Timestamps.Of(p.Value.Min(i => i.Begun) - ContactInterval.LongestPauseMs)).ToArray() },
                new() { Value = pairs.Select(p => Timestamps.Of(p.Value.Max(i => i.Ended) + ContactInterval.LongestPauseMs)).ToArray() },
            },
        })
        await using (NpgsqlDataReader reader = await take.ExecuteReaderAsync(cancel).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancel).ConfigureAwait(false))
            {
                contacts[new ContactKey(reader.GetInt32(0), reader.GetGuid(1), reader.GetGuid(2))].Add(new ContactInterval(
                    Timestamps.Of(reader.GetDateTime(3)), Timestamps.Of(reader.GetDateTime(4)), reader.GetInt64(5), reader.GetInt64(6), reader.IsDBNull(7) ? null : reader.GetDouble(7)));
            }
        }
        foreach (List<ContactInterval> intervals in contacts.Values) ContactInterval.Merge(intervals);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, List<(ContactKey Key, ContactInterval Interval)> rows, CancellationToken cancel)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyRows, cancel).ConfigureAwait(false);
        foreach ((ContactKey key, ContactInterval interval) in rows)
        {
            await copy.StartRowAsync(cancel).ConfigureAwait(false);
            await WriteAsync(copy, key, interval, cancel).ConfigureAwait(false);
        }
        await copy.CompleteAsync(cancel).ConfigureAwait(false);
    }

    private static async ValueTask WriteAsync(NpgsqlBinaryImporter copy, ContactKey key, ContactInterval interval, CancellationToken cancel)
    {
        await copy.WriteAsync(key.Simulation, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
        await copy.WriteAsync(key.Person, NpgsqlDbType.Uuid, cancel).ConfigureAwait(false);
        await copy.WriteAsync(key.Other, NpgsqlDbType.Uuid, cancel).ConfigureAwait(false);
        await copy.WriteAsync(Timestamps.Of(interval.Begun), NpgsqlDbType.TimestampTz, cancel).ConfigureAwait(false);
        await copy.WriteAsync(Timestamps.Of(interval.Ended), NpgsqlDbType.TimestampTz, cancel).ConfigureAwait(false);
        await copy.WriteAsync(interval.FirstTick, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
        await copy.WriteAsync(interval.LastTick, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
        if (interval.Closest is { } closest) await copy.WriteAsync(closest, NpgsqlDbType.Double, cancel).ConfigureAwait(false);
        else await copy.WriteNullAsync(cancel).ConfigureAwait(false);
    }
}
