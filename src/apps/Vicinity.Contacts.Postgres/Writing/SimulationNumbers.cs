using Npgsql;

namespace Vicinity.Contacts.Postgres;

/// <summary>The numbers of simulations in the database, by name. Bounded: when there are too many it asks again. Not thread-safe.</summary>
internal sealed class SimulationNumbers
{
    private const int MostKept = 10_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Makes sure that the names have numbers. Not in a transaction: numbers are kept although what is written next may fail.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, IEnumerable<string> names, CancellationToken cancel)
    {
        HashSet<string> wanted = new(names, StringComparer.Ordinal);
        if (_numbers.Count + wanted.Count > MostKept) _numbers.Clear();
        string[] missing = [.. wanted.Where(n => !_numbers.ContainsKey(n)).Order(StringComparer.Ordinal)];
        if (missing.Length == 0) return;
        await using (var add = new NpgsqlCommand("insert into contacts.simulations (name) select * from unnest($1) on conflict do nothing", connection) { Parameters = { new() { Value = missing } } })
            await add.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await using var ask = new NpgsqlCommand("select name, id from contacts.simulations where name = any($1)", connection) { Parameters = { new() { Value = missing } } };
        await using NpgsqlDataReader reader = await ask.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) _numbers[reader.GetString(0)] = reader.GetInt32(1);
    }

    /// <summary>Number of a simulation, which has one since <see cref="EnsureAsync"/>.</summary>
    public int Of(string name) => _numbers[name];
}
