using System.Net.Sockets;
using Npgsql;

namespace Vicinity.Contacts.Postgres;

/// <summary>Where the database is. <see cref="ToString"/>, which is for logs and banners, shows no password.</summary>
public sealed class StoreConnection
{
    private readonly NpgsqlConnectionStringBuilder _builder;

    private StoreConnection(NpgsqlConnectionStringBuilder builder) => _builder = builder;

    /// <summary>Makes connections to it. Of several hosts, to the one that can be written.</summary>
    internal NpgsqlDataSource CreateSource()
    {
        var source = new NpgsqlDataSourceBuilder(_builder.ConnectionString);
        return _builder.Host!.Contains(',', StringComparison.Ordinal) ? source.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary) : source.Build();
    }

    /// <summary>Reads a connection string as Npgsql has it: <c>Host=…;Port=…;Database=…;Username=…;Password=…</c>.</summary>
    /// <exception cref="StoreException">It is none; the message says why, and repeats no value.</exception>
    public static StoreConnection Parse(string text)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // Npgsql's message can hold the piece that it could not read, and that piece may be the password.
            string keyword = e is ArgumentException { ParamName: { Length: > 0 } name } ? $" ('{name}')" : "";
            throw new StoreException($"the connection string of the store cannot be read{keyword}: it is a list such as 'Host=127.0.0.1;Port=5432;Database=vicinity;Username=vicinity;Password=…'");
        }
        if (string.IsNullOrWhiteSpace(builder.Host)) throw new StoreException("the connection string of the store names no Host: it is a list such as 'Host=127.0.0.1;Port=5432;Database=vicinity;Username=vicinity;Password=…'");
        if (builder.Port is < 1 or > 65_535) throw new StoreException($"the connection string of the store names the Port {builder.Port}, which is not from 1 to 65535");
        if (!text.Contains("Timeout", StringComparison.OrdinalIgnoreCase)) builder.Timeout = 5;
        builder.ApplicationName ??= "vicinity";
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.Enlist = false;
        return new StoreConnection(builder);
    }

    /// <summary>Whether an error is the database's being away or too busy, so that the same may go well later.</summary>
    internal static bool IsAway(Exception e) => e switch
    {
        // Connections, resources, an operator's intervention, deadlocks; and what an operator can put right while the program waits: passwords, a missing database, rights, a full or read-only disk.
        PostgresException answer => answer.SqlState[..2] is "08" or "53" or "57" or "40" or "55" or "58" or "28" or "3D" or "25" || answer.SqlState == PostgresErrorCodes.InsufficientPrivilege,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Host, port and database.</summary>
    public override string ToString() => $"{_builder.Host}:{_builder.Port}/{_builder.Database ?? _builder.Username}";
}
