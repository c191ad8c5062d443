using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Vicinity.Model;

namespace Vicinity.Contacts.Postgres;

/// <summary>
/// Measures the store on a database of which it needs the schema <c>contacts</c> for itself, and plain INSERT statements beside it. Reports come from memory: the log is not measured.
/// Every commit waits for the disk as the server is set up to.
/// </summary>
public sealed class StoreLoad
{
    private static readonly TopicPartition s_partition = new("bench", 0);

    private readonly NpgsqlDataSource _database;
    private readonly int _people;
    private readonly int _rounds;
    private readonly ContactsOptions _options = new();
    private readonly Guid[] _ids;
    private readonly long _start;
    private long? _place;

    private StoreLoad(NpgsqlDataSource database, int people, int rounds)
    {
        (_database, _people, _rounds) = (database, people, rounds);
        _ids = [.. Enumerable.Range(0, people).Select(_ => Guid.NewGuid())];
        _start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 3_600_000;
    }

    /// <summary>Measures all ways.</summary>
    /// <param name="where">The database.</param>
    /// <param name="people">People who report in turn.</param>
    /// <param name="rounds">How many times.</param>
    /// <param name="cancel">Ends it; the schema is removed all the same.</param>
    /// <exception cref="StoreException">The database has a schema 'contacts' already, or cannot be reached.</exception>
    public static async Task<IReadOnlyList<StoreFigure>> MeasureAsync(StoreConnection where, int people, int rounds, CancellationToken cancel)
    {
        await using NpgsqlDataSource database = where.CreateSource();
        try
        {
            await using (NpgsqlCommand ask = database.CreateCommand("select to_regnamespace('contacts') is null"))
            {
                if (await ask.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not true)
                    throw new StoreException($"the database at {where} has a schema 'contacts' already, which this measurement would fill and remove: name another database");
            }
            try
            {
                return await new StoreLoad(database, people, rounds).MeasureAsync(cancel).ConfigureAwait(false);
            }
            finally
            {
                await using NpgsqlCommand drop = database.CreateCommand("drop schema if exists contacts cascade");
                await drop.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception away) when (!cancel.IsCancellationRequested && StoreConnection.IsAway(away))
        {
            throw new StoreException($"PostgreSQL at {where} cannot be used: {away.Message}", away);
        }
    }

    private async Task<IReadOnlyList<StoreFigure>> MeasureAsync(CancellationToken cancel)
    {
        await using StoreWriter writer = await StoreWriter.OpenAsync(_database, _options, TimeProvider.System, cancel).ConfigureAwait(false);
        // The first time also compiles.
        await WriteAsync(writer, "warming", 0, 1, 0, 1, cancel).ConfigureAwait(false);
        await WriteAsync(writer, "warming", 0, 1, 5, 1, cancel).ConfigureAwait(false);
        return
        [
            await WriteAsync(writer, "people, first time", 0, 1, 0, 1, cancel).ConfigureAwait(false),
            await WriteAsync(writer, "people, updates", 1, _rounds, 0, 1, cancel).ConfigureAwait(false),
            // Ten ticks apart no contact goes on.
            await WriteAsync(writer, "contacts, new rows", 100, _rounds, 5, 10, cancel).ConfigureAwait(false),
            await WriteAsync(writer, "contacts, rows that go on", 100 + (_rounds - 1) * 10 + 1, _rounds, 5, 1, cancel).ConfigureAwait(false),
            await PlainAsync("plain INSERT of people, each committed", 2_000, 1, 0, cancel).ConfigureAwait(false),
            await PlainAsync("plain INSERT of people, one transaction", 20_000, 20_000, 0, cancel).ConfigureAwait(false),
            await PlainAsync("plain INSERT of contacts, each committed", 2_000, 1, 5, cancel).ConfigureAwait(false),
            await PlainAsync("plain INSERT of contacts, one transaction", 20_000, 20_000, 5, cancel).ConfigureAwait(false),
        ];
    }

    private async Task<StoreFigure> WriteAsync(StoreWriter writer, string what, int tick, int rounds, int contacts, int step, CancellationToken cancel)
    {
        long rows = 0;
        var watch = new Stopwatch();
        for (int round = 0; round < rounds; round++)
        {
            for (int first = 0; first < _people; first += _options.StoreMostReports)
            {
                PersonMessage[] reports = [.. Enumerable.Range(first, Math.Min(_options.StoreMostReports, _people - first)).Select(p => Report(what == "warming" ? "warming" : "bench", p, tick + round * step, contacts))];
                long next = (_place ?? 0) + reports.Length;
                watch.Start();
                WrittenBatch written = await writer.WriteAsync(
                    reports,
                    new Dictionary<TopicPartition, long> { [s_partition] = next },
                    new Dictionary<TopicPartition, PartitionPlace> { [s_partition] = new(Guid.Empty, _place, _place ?? 0) },
                    cancel).ConfigureAwait(false);
                watch.Stop();
                rows += contacts == 0 ? written.People : written.Contacts;
                _place = next;
            }
        }
        return new StoreFigure(what, rows, watch.Elapsed.TotalSeconds);
    }

    private PersonMessage Report(string simulation, int person, int tick, int contacts)
    {
        long time = _start + tick * 1000L;
        return new PersonMessage
        {
            Person = _ids[person],
            X = person % 1000,
            Y = tick % 1000,
            Time = time,
            Health = Health.Susceptible,
            Simulation = simulation,
            Tick = tick,
            Contacts = [.. Enumerable.Range(1, contacts).Select(c => new Heard(_ids[(person + c) % _people], time, 1.5, false))],
        };
    }

    /// <summary>What a program does that writes rows as they come: a prepared statement for each.</summary>
    private async Task<StoreFigure> PlainAsync(string what, int rows, int commitEvery, int contacts, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using var insert = new NpgsqlCommand(
            contacts == 0
                ? "insert into contacts.people (simulation, id, time, health, body) values (0, $1, $2, 0, $3::jsonb) on conflict (simulation, id) do update set time = excluded.time, body = excluded.body"
                : "insert into contacts.contacts (simulation, person, other, begun, ended, first_tick, last_tick, closest) values (0, $1, $2, $3, $3, $4, $4, 1.5)",
            connection);
        var watch = Stopwatch.StartNew();
        for (int first = 0; first < rows; first += commitEvery)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            for (int row = first; row < Math.Min(rows, first + commitEvery); row++)
            {
                object[] values = contacts == 0
                    ? [_ids[row % _people], Timestamps.Of(_start + row), string.Create(CultureInfo.InvariantCulture, $$"""{"uuid":"{{_ids[row % _people]}}","position":[{{row % 1000}},5],"infected":false,"alive":true,"tick":{{row}}}""")]
                    : [_ids[row % _people], _ids[(row + 1) % _people], Timestamps.Of(_start + row), (long)row];
                for (int i = 0; i < values.Length; i++)
                {
                    if (row == 0) insert.Parameters.Add(new NpgsqlParameter { Value = values[i] });
                    else insert.Parameters[i].Value = values[i];
                }
                if (row == 0) await insert.PrepareAsync(cancel).ConfigureAwait(false);
                await insert.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            }
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
        return new StoreFigure(what, rows, watch.Elapsed.TotalSeconds);
    }
}
