using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>The store's service by itself, as one process of several has it.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly RunFollower _runs;

    private RunningStore(ContactsOptions options)
    {
        StoreConnection place = StoreConnection.Parse(options.Store);
        _source = place.CreateSource();
        var runs = new RunList();
        _runs = new RunFollower(options, runs, new SimulationList(options, runs), NullLogger<RunFollower>.Instance);
        Service = new StoreService(options, place, _source, Erased, runs, _runs, NullLogger<StoreService>.Instance);
    }

    public ErasedPeople Erased { get; } = new();

    public StoreService Service { get; }

    public static async Task<RunningStore> StartAsync(ContactsOptions options)
    {
        var store = new RunningStore(options);
        await store._runs.StartAsync(TestContext.Current.CancellationToken);
        await store.Service.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Waits, from one round of the services to the next, until something holds; within a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, params RunningStore[] stores)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            while (true)
            {
                // Taken before the look, so that no round in between is missed.
                Task next = Task.WhenAny(stores.Select(s => s.Service.NextRound));
                if (await holds()) return;
                await next.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"not within a minute: {what}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(CancellationToken.None);
        Service.Dispose();
        await _runs.StopAsync(CancellationToken.None);
        _runs.Dispose();
        await _source.DisposeAsync();
    }
}
