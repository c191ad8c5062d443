namespace Vicinity.Weather.Tests;

/// <summary>A lease that tests give to one proxy after the other.</summary>
internal sealed class MemoryLease
{
    private long _term;
    private object? _holder;

    public IProxyLease For(object proxy) => new Part(this, proxy);

    /// <summary>Lets nobody hold it, without telling the holder.</summary>
    public void Expire() => _holder = null;

    private sealed class Part(MemoryLease lease, object proxy) : IProxyLease
    {
        public Task<long?> HoldAsync(CancellationToken cancel)
        {
            if (lease._holder is null) (lease._holder, lease._term) = (proxy, lease._term + 1);
            return Task.FromResult<long?>(ReferenceEquals(lease._holder, proxy) ? lease._term : null);
        }

        public Task ReleaseAsync(CancellationToken cancel)
        {
            if (ReferenceEquals(lease._holder, proxy)) lease._holder = null;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }
}
