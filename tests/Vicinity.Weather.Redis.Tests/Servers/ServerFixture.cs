using Vicinity.Weather.Redis.Tests;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Vicinity.Weather.Redis.Tests;

/// <summary>One server for all tests that do not kill it; each has keys of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private RedisServer? _server;
    private int _prefixes;

    public async ValueTask InitializeAsync()
    {
        if (RedisServer.IsInstalled) _server = await RedisServer.StartNewAsync();
    }

    /// <summary>Settings with keys that nobody else has; skips the test where Redis is not installed.</summary>
    public RedisSettings Settings()
    {
        Assert.SkipUnless(_server is not null, "needs Redis (Debian: redis-server)");
        return _server!.Settings($"test{Interlocked.Increment(ref _prefixes)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
