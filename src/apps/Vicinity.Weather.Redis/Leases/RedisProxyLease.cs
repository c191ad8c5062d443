using System.Globalization;
using StackExchange.Redis;

namespace Vicinity.Weather.Redis;

/// <summary>
/// The lease of the proxies, as a key of Redis that goes by itself. A term is greater than all before and at least the time of Redis in milliseconds: so also a Redis that lost its memory gives greater ones. Thread-safe.
/// </summary>
/// <param name="connection">The connection; it is not closed by this lease.</param>
/// <param name="owner">Name of this proxy, for people.</param>
public sealed class RedisProxyLease(RedisConnection connection, string owner) : IProxyLease
{
    private const string Hold = """
        local held = redis.call('GET', KEYS[1])
        if held then
          local term, owner = string.match(held, '^(%d+)|(.*)$')
          if owner ~= ARGV[1] then return false end
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return term
        end
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local term = redis.call('INCR', KEYS[2])
        if term < now then
          term = now
          redis.call('SET', KEYS[2], string.format('%.0f', now))
        end
        term = string.format('%.0f', term)
        redis.call('SET', KEYS[1], term .. '|' .. ARGV[1], 'PX', ARGV[2], 'NX')
        return term
        """;

    private const string Release = """
        local held = redis.call('GET', KEYS[1])
        if held and string.match(held, '^%d+|(.*)$') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """;

    /// <summary>Two proxies of one name are two.</summary>
    private readonly string _owner = $"{owner}#{Guid.NewGuid():N}";

    /// <inheritdoc/>
    public async Task<long?> HoldAsync(CancellationToken cancel)
    {
        RedisResult answer = await connection.RunAsync(Hold, [connection.Key("lease"), connection.Key("term")], [_owner, connection.Settings.LeaseMs], cancel).ConfigureAwait(false);
        return answer.IsNull ? null : long.Parse((string)answer!, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(CancellationToken cancel) => connection.RunAsync(Release, [connection.Key("lease")], [_owner], cancel);

    /// <summary>The newest term that was given, to whomever; 0 for none yet.</summary>
    /// <exception cref="TransportException">Redis is away.</exception>
    public async Task<long> NewestTermAsync(CancellationToken cancel)
    {
        RedisValue term = await connection.CallAsync(database => database.StringGetAsync(connection.Key("term")), cancel).ConfigureAwait(false);
        return term.IsNull ? 0 : (long)term;
    }

    /// <summary>Nothing: a lease that is not released goes by itself, and the connection is another's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
