namespace Vicinity.Weather;

/// <summary>Decides which of several proxies works. A double or wrong holder costs double work only: what it sends is fenced by its term.</summary>
public interface IProxyLease : IAsyncDisposable
{
    /// <summary>Takes the lease, or holds on to it.</summary>
    /// <returns>The term under which this proxy works, higher than all before; null while another holds the lease.</returns>
    /// <exception cref="TransportException">Who holds it cannot be found out.</exception>
    Task<long?> HoldAsync(CancellationToken cancel);

    /// <summary>Lets another proxy take over at once.</summary>
    Task ReleaseAsync(CancellationToken cancel);
}
