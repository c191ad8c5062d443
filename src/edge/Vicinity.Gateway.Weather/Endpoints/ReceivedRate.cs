using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>How many readings each address may send. Addresses that send nothing are forgotten. Thread-safe.</summary>
internal sealed class ReceivedRate(WeatherOptions options) : IDisposable
{
    // One network of IPv6 is one sender: it has as many addresses as it likes.
    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(
        NetworkOf(address),
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = MostAtOnce(options),
            TokensPerPeriod = options.ReceivedPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    /// <summary>Readings that an address may send in one moment, after it has sent none for a while.</summary>
    public int Most => MostAtOnce(options);

    /// <summary>Lets an address send readings, or says how long it waits; never zero then.</summary>
    public TimeSpan? Refuse(IPAddress? address, int readings)
    {
        using RateLimitLease lease = _limiter.AttemptAcquire(address ?? IPAddress.None, Math.Min(readings, Most));
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }

    public void Dispose() => _limiter.Dispose();

    private static int MostAtOnce(WeatherOptions options) => Math.Max(ReadingBatch.MostReadings, 4 * options.ReceivedPerSecond);

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
