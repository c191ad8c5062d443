using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Vicinity.Contacts.Postgres;

/// <summary>What the store measures, under the meter <c>Vicinity.Contacts.Postgres</c>. Thread-safe.</summary>
public sealed class StoreMetrics : IHostedService, IDisposable
{
    private readonly Meter _meter = new("Vicinity.Contacts.Postgres");

    /// <param name="store">Is asked whenever somebody reads.</param>
    public StoreMetrics(StoreService store)
    {
        void Counter(string name, string unit, string description, Func<StoreStatus, long> value) => _meter.CreateObservableCounter(name, () => value(store.Status), unit, description);
        Counter("vicinity.contacts.store.reports", "{report}", "Reports written to the database", s => s.Reports);
        Counter("vicinity.contacts.store.contacts", "{row}", "Rows of contacts written to the database, new or longer", s => s.Contacts);
        Counter("vicinity.contacts.store.infections", "{row}", "Infections written to the database", s => s.Infections);
        Counter("vicinity.contacts.store.left.out", "{report}", "Reports and contacts that were not stored: too old, erased or broken", s => s.LeftOut);
        _meter.CreateObservableGauge("vicinity.contacts.store.delay", () => store.Status.DelayedSeconds, "s", "How far the database is behind the log");
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
