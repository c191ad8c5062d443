using System.Globalization;
using Npgsql;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>A database of a test.</summary>
public sealed class TestDatabase(string text) : IAsyncDisposable
{
    /// <summary>The connection string.</summary>
    public string Text => text;

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(text);

    /// <summary>Reads rows, each as text with bars between the columns, in the order of the text.</summary>
    public async Task<string[]> RowsAsync(string sql)
    {
        await using NpgsqlCommand command = Source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join("|", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads one value.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using NpgsqlCommand command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
