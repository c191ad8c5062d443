using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Vicinity.Cli;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>A PostgreSQL server of its own: own folder, own port on the loopback address. It can be killed and started again.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string? s_programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")))
        : null;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly bool s_isRoot = Environment.UserName == "root";

    private readonly string _folder = Directory.CreateTempSubdirectory("vicinity-postgres-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _server;

    private PostgresServer()
    {
    }

    /// <summary>Whether there is a PostgreSQL to start.</summary>
    public static bool IsInstalled => s_programs is not null;

    /// <summary>The connection string.</summary>
    public string Text => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=vicinity;Password=never-shown";

    /// <summary>Makes a new server and starts it; skips the test where PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        Assert.SkipUnless(IsInstalled, "needs PostgreSQL (Debian: postgresql-15)");
        var server = new PostgresServer();
        if (s_isRoot) await RunAsync("chown", "postgres", server._folder);
        string[] make = AsUser(Path.Combine(s_programs!, "initdb"), "-D", server.Data, "-A", "trust", "-U", "vicinity", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8");
        await RunAsync(make[0], make[1..]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again; returns when it answers.</summary>
    public async Task StartAsync()
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_server is null or { HasExited: true })
            {
                _server?.Dispose();
                // What a killed server leaves behind keeps the next one from starting until it has gone, too.
                string[] run = AsUser(Path.Combine(s_programs!, "postgres"), "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
                _server = Process.Start(new ProcessStartInfo(run[0], run[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder })!;
                _server.OutputDataReceived += (_, _) => { };
                _server.ErrorDataReceived += (_, line) => Last = line.Data ?? Last;
                _server.BeginErrorReadLine();
                _server.BeginOutputReadLine();
            }
            try
            {
                await using var connection = new NpgsqlConnection($"{Text};Timeout=1;Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (Exception away) when (away is NpgsqlException or TimeoutException)
            {
                if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"PostgreSQL did not answer: {Last}", away);
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (_server is not { HasExited: false } server) return;
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>Reads one value.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Text};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Reads rows, each as text with bars between the columns, in order.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Text};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(string.Join("|", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return rows;
    }

    /// <summary>The last line that the server wrote.</summary>
    public string Last { get; private set; } = "";

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _server?.Dispose();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                // The killed server's other processes are still ending.
                await Task.Delay(100);
            }
        }
    }

    private static string[] AsUser(params string[] command) => s_isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await errors}");
    }
}
