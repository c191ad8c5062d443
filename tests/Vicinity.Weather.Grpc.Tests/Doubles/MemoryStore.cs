using System.Collections.Concurrent;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>A store in memory: each reading once.</summary>
internal sealed class MemoryStore : ICoefficientStore
{
    private readonly ConcurrentDictionary<(string, long), Coefficient> _stored = [];

    public int Count => _stored.Count;

    public bool IsAway { get; set; }

    public bool Has(string sensor, long number) => _stored.ContainsKey((sensor, number));

    public Task<int> AddAsync(IReadOnlyList<Coefficient> coefficients, CancellationToken cancel)
    {
        if (IsAway) throw new TransportException("the store is away");
        return Task.FromResult(coefficients.Count(c => _stored.TryAdd((c.Reading.Sensor, c.Reading.Number), c)));
    }

    public Task<IReadOnlyList<Coefficient>> ReadAsync(ReadingKind kind, long from, long before, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Coefficient>>([.. _stored.Values.Where(c => c.Reading.Kind == kind && c.Reading.Time >= from && c.Reading.Time < before).OrderBy(c => c.Reading.Time)]);

    public Task<StoreChanges> ChangesAsync(long since, long windowMs, CancellationToken cancel) =>
        Task.FromResult(new StoreChanges([.. _stored.Values.Select(c => c.Reading.Time / windowMs).Distinct().Order()], Count));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
