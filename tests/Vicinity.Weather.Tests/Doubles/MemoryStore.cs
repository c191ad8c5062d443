namespace Vicinity.Weather.Tests;

/// <summary>A store in memory, which can be away.</summary>
internal sealed class MemoryStore : ICoefficientStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, long), Coefficient> _all = [];
    private readonly List<Coefficient> _order = [];

    public bool IsAway { get; set; }

    public int Count
    {
        get
        {
            lock (_gate) return _order.Count;
        }
    }

    public Task<int> AddAsync(IReadOnlyList<Coefficient> coefficients, CancellationToken cancel)
    {
        Check();
        lock (_gate)
        {
            int added = 0;
            foreach (Coefficient coefficient in coefficients)
            {
                if (!_all.TryAdd((coefficient.Reading.Sensor, coefficient.Reading.Number), coefficient)) continue;
                _order.Add(coefficient);
                added++;
            }
            return Task.FromResult(added);
        }
    }

    public Task<IReadOnlyList<Coefficient>> ReadAsync(ReadingKind kind, long from, long before, CancellationToken cancel)
    {
        Check();
        lock (_gate) return Task.FromResult<IReadOnlyList<Coefficient>>([.. _order.Where(c => c.Reading.Kind == kind && c.Reading.Time >= from && c.Reading.Time < before).OrderBy(c => c.Reading.Time)]);
    }

    public Task<StoreChanges> ChangesAsync(long since, long windowMs, CancellationToken cancel)
    {
        Check();
        lock (_gate) return Task.FromResult(new StoreChanges([.. _order.Skip((int)since).Select(c => c.Reading.Time / windowMs).Distinct().Order()], _order.Count));
    }

    public ValueTask DisposeAsync() => default;

    private void Check()
    {
        if (IsAway) throw new TransportException("the store is away");
    }
}
