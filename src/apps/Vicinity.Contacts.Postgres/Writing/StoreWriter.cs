using Npgsql;
using Vicinity.Model;

namespace Vicinity.Contacts.Postgres;

/// <summary>
/// One connection through which reports are written, each batch in one transaction together with the place at which its partitions go on. After an error it is to be disposed and another
/// one opened. For one user at a time.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    // A batch joins with tables through their indexes, however small or new they are: a plan that was made while a table was empty is not one for a full table.
    private const string Session = "set enable_hashjoin = off; set enable_mergejoin = off; set enable_material = off; set enable_bitmapscan = off; set enable_seqscan = off; set jit = off; set plan_cache_mode = force_generic_plan";

    private readonly NpgsqlConnection _connection;
    private readonly TimePartitions _partitions;
    private readonly SimulationNumbers _simulations = new();
    private readonly ErasedTable _erased = new();
    private readonly ContactsOptions _options;
    private readonly TimeProvider _time;

    private StoreWriter(NpgsqlConnection connection, TimePartitions partitions, ContactsOptions options, TimeProvider time) =>
        (_connection, _partitions, _options, _time) = (connection, partitions, options, time);

    /// <summary>Time in Unix milliseconds before which nothing is kept.</summary>
    private long Oldest => _time.GetUtcNow().AddDays(-_options.RetentionDays).ToUnixTimeMilliseconds();

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <exception cref="StoreException">The schema is of a later program.</exception>
    public static async Task<StoreWriter> OpenAsync(NpgsqlDataSource database, ContactsOptions options, TimeProvider time, CancellationToken cancel)
    {
        NpgsqlConnection connection = await database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        try
        {
            await StoreSchema.MigrateAsync(connection, int.MaxValue, cancel).ConfigureAwait(false);
            await using var prepare = new NpgsqlCommand($"discard temp; {Session}; {PeopleTable.Staging}; {ContactTable.Staging}", connection);
            await prepare.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return new StoreWriter(connection, await TimePartitions.OfAsync(connection, options.RetentionDays, cancel).ConfigureAwait(false), options, time);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where a partition goes on, and from where on crowds are to be read; null where nothing of it is stored, or no crowd reports.</summary>
    public Task<(long? Next, long? Warm)> PlaceAsync(TopicPartition partition, Guid topicId, CancellationToken cancel) => OffsetTable.ReadAsync(_connection, partition, topicId, cancel);

    /// <summary>Writes a batch.</summary>
    /// <param name="reports">The reports, those of a partition in its order.</param>
    /// <param name="next">By partition, the offset behind the batch.</param>
    /// <param name="places">By partition, where it goes on before the batch.</param>
    /// <param name="contacts">Contacts that frames of crowds tell of.</param>
    /// <param name="warm">By partition, from where on crowds are to be read; null for none.</param>
    /// <param name="cancel">Ends the writing; then nothing was stored, or all.</param>
    /// <exception cref="FencedException">Another consumer has written from one of the partitions.</exception>
    /// <exception cref="NpgsqlException">The database refuses, or is away. Nothing was stored, or all.</exception>
    public async Task<WrittenBatch> WriteAsync(
        IReadOnlyList<PersonMessage> reports,
        IReadOnlyDictionary<TopicPartition, long> next,
        IReadOnlyDictionary<TopicPartition, PartitionPlace> places,
        CancellationToken cancel,
        IReadOnlyList<CrowdContact>? contacts = null,
        Func<TopicPartition, long?>? warm = null)
    {
        contacts ??= [];
        await _simulations.EnsureAsync(_connection, reports.Select(NameOf).Concat(contacts.Select(c => NameOf(c.Simulation)).Distinct()), cancel).ConfigureAwait(false);
        NumberedReport[] numbered = [.. reports.Select(r => new NumberedReport(_simulations.Of(NameOf(r)), r.Simulation is null ? r : r with { Simulation = NameOf(r) }))];
        await _partitions.EnsureAsync(_connection, TimesOf(reports, contacts), _time.GetUtcNow().UtcDateTime, cancel).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await _connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        if (next.Count > 0) await OffsetTable.AdvanceAsync(_connection, next, places, warm ?? (_ => null), cancel).ConfigureAwait(false);
        await _erased.LookAsync(_connection, cancel).ConfigureAwait(false);
        HashSet<PersonKey> keys = [.. numbered.Select(r => r.Key), .. BatchContent.Suspects(numbered)];
        var content = new BatchContent(await PeopleTable.LoadAsync(_connection, keys, cancel).ConfigureAwait(false), _erased.Ids, Oldest);
        foreach (NumberedReport report in numbered) content.Take(report);
        foreach (CrowdContact contact in contacts) content.Take(_simulations.Of(NameOf(contact.Simulation)), contact);
        await PeopleTable.WriteAsync(_connection, content.Latest, cancel).ConfigureAwait(false);
        await PeopleTable.WriteAsync(_connection, content.Infections, cancel).ConfigureAwait(false);
        int rows = await ContactTable.WriteAsync(_connection, content.Contacts(), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return new WrittenBatch(content.Latest.Count, rows, content.Infections.Count, content.TooOld, content.OfErased);
    }

    /// <summary>Erases people of whom it is not known yet.</summary>
    public async Task<long> EraseAsync(IEnumerable<Guid> people, CancellationToken cancel)
    {
        await _erased.LookAsync(_connection, cancel).ConfigureAwait(false);
        return await ErasedTable.EraseAsync(_connection, [.. people.Where(p => !_erased.Ids.Contains(p))], cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes what is older than personal data may be kept. One process at a time does it.</summary>
    /// <returns>Rows and partitions that were deleted.</returns>
    public async Task<(long Rows, int Partitions)> ForgetAsync(CancellationToken cancel)
    {
        DateTime oldest = Timestamps.Of(Oldest);
        await using NpgsqlTransaction transaction = await _connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (var alone = new NpgsqlCommand($"set local lock_timeout = '5s'; set local enable_seqscan = on; select pg_try_advisory_xact_lock({StoreSchema.Lock})", _connection))
        {
            if (await alone.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not true) return (0, 0);
        }
        int partitions = await _partitions.DropAsync(_connection, oldest, cancel).ConfigureAwait(false);
        long rows = 0;
        foreach (string delete in (string[])["delete from contacts.people where time < $1", "delete from contacts.contacts where ended < $1", "delete from contacts.infections where time < $1"])
        {
            await using var command = new NpgsqlCommand(delete, _connection) { Parameters = { new() { Value = oldest } } };
            rows += await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return (rows, partitions);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Name of a report's simulation. A character that the database's texts cannot hold is replaced.</summary>
    private static string NameOf(string simulation) => simulation.Replace('\0', '\uFFFD');

    private static string NameOf(PersonMessage report) => report.Simulation is { } name ? NameOf(name) : SimulationList.Devices;

    private HashSet<DateTime> TimesOf(IReadOnlyList<PersonMessage> reports, IReadOnlyList<CrowdContact> contacts)
    {
        long oldest = Oldest;
        const long Day = 24L * 3600 * 1000;
        var days = new HashSet<long>();
        foreach (PersonMessage report in reports)
        {
            if (report.Time >= oldest) days.Add(report.Time / Day);
            foreach (Heard heard in report.Contacts)
            {
                if (heard.Time >= oldest) days.Add(heard.Time / Day);
            }
        }
        foreach (CrowdContact contact in contacts)
        {
            if (contact.Interval.Ended >= oldest) days.Add(contact.Interval.Ended / Day);
        }
        return [.. days.Select(d => Timestamps.Of(d * Day))];
    }
}
