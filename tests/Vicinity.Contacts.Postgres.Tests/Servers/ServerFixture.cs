using Vicinity.Contacts.Postgres.Tests;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>One server for all tests that do not kill it; each has a database of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.IsInstalled) _server = await PostgresServer.StartNewAsync();
    }

    /// <summary>A new, empty database; skips the test where PostgreSQL is not installed.</summary>
    public async Task<TestDatabase> NewAsync()
    {
        Assert.SkipUnless(_server is not null, "needs PostgreSQL (Debian: postgresql-15)");
        string name = $"test{Interlocked.Increment(ref _databases)}";
        await _server!.RowsAsync($"create database {name}");
        return new TestDatabase($"{_server.Text};Database={name}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
