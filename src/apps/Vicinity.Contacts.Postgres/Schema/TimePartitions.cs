using System.Globalization;
using Npgsql;

namespace Vicinity.Contacts.Postgres;

/// <summary>
/// The partitions of contacts and infections by time: made before something is written into them, dropped when all in them is older than personal data may be kept. Not thread-safe.
/// </summary>
/// <param name="days">Days of a partition.</param>
internal sealed class TimePartitions(int days)
{
    private const string Form = "yyyyMMdd";
    private static readonly string[] s_tables = ["contacts", "infections"];

    private readonly HashSet<int> _known = [];

    /// <summary>The partitions of a database. The first who asks decides how many days one holds: one, or so many that there are about thirty of them.</summary>
    public static async Task<TimePartitions> OfAsync(NpgsqlConnection connection, int retentionDays, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand("insert into contacts.partitioning (days) values ($1) on conflict (one) do update set one = true returning days", connection)
        {
            Parameters = { new() { Value = Math.Max(1, (retentionDays + 29) / 30) } },
        };
        return new TimePartitions((int)(await ask.ExecuteScalarAsync(cancel).ConfigureAwait(false))!);
    }

    /// <summary>Makes the partitions for some times, and the next one, so that nobody has to wait for it at midnight.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, IEnumerable<DateTime> times, DateTime now, CancellationToken cancel)
    {
        int[] wanted = [.. times.Select(NumberOf).Append(NumberOf(now)).Append(NumberOf(now) + 1).Distinct().Where(n => !_known.Contains(n))];
        if (wanted.Length == 0) return;
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false))
        {
            await using var make = new NpgsqlCommand(
                $"select pg_advisory_xact_lock({StoreSchema.Lock});" + string.Concat(
                    from table in s_tables
                    from number in wanted
                    select $"create table if not exists contacts.{table}_{Text(number, Form)} partition of contacts.{table} for values from ('{Bound(number)}') to ('{Bound(number + 1)}') with (fillfactor = 70);"),
                connection);
            await make.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
        _known.UnionWith(wanted);
    }

    /// <summary>Drops the partitions that end before a moment.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DropAsync(NpgsqlConnection connection, DateTime before, CancellationToken cancel)
    {
        var old = new List<string>();
        await using (var ask = new NpgsqlCommand("select relname from pg_class join pg_inherits on inhrelid = pg_class.oid where inhparent in ('contacts.contacts'::regclass, 'contacts.infections'::regclass)", connection))
        await using (NpgsqlDataReader reader = await ask.ExecuteReaderAsync(cancel).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancel).ConfigureAwait(false))
            {
                string name = reader.GetString(0);
                if (DateTime.TryParseExact(name[(name.LastIndexOf('_') + 1)..], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime from) && from.AddDays(days) <= before)
                    old.Add(name);
            }
        }
        foreach (string name in old)
        {
            await using var drop = new NpgsqlCommand($"drop table if exists contacts.{name}", connection);
            await drop.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
        if (old.Count > 0) _known.Clear();
        return old.Count;
    }

    private int NumberOf(DateTime time) => (int)(time - DateTime.UnixEpoch).TotalDays / days;

    private string Bound(int number) => Text(number, "yyyy-MM-dd 00:00:00+00");

    private string Text(int number, string form) => DateTime.UnixEpoch.AddDays((long)number * days).ToString(form, CultureInfo.InvariantCulture);
}
