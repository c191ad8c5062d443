using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>The store's service by itself, as one process of several has it.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private RunningStore(ContactsOptions options)
    {
        StoreConnection place = StoreConnection.Parse(options.Store);
        _source = place.CreateSource();
        Service = new StoreService(options, place, _source, Erased, NullLogger<StoreService>.Instance);
    }

    public ErasedPeople Erased { get; } = new();

    public StoreService Service { get; }

    public static async Task<RunningStore> StartAsync(ContactsOptions options)
    {
        var store = new RunningStore(options);
        await store.Service.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(CancellationToken.None);
        Service.Dispose();
        await _source.DisposeAsync();
    }
}
