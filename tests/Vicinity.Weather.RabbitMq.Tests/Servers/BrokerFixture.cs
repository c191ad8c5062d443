using Vicinity.Weather.RabbitMq.Tests;

[assembly: AssemblyFixture(typeof(BrokerFixture))]

namespace Vicinity.Weather.RabbitMq.Tests;

/// <summary>One node for all tests that do not kill it; each has queues of its own.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitBroker? _broker;
    private int _prefixes;

    public async ValueTask InitializeAsync()
    {
        if (RabbitBroker.IsInstalled) _broker = await RabbitBroker.StartNewAsync();
    }

    /// <summary>Settings with queues that nobody else has; skips the test where RabbitMQ is not installed.</summary>
    public RabbitSettings Settings()
    {
        Assert.SkipUnless(_broker is not null, "needs RabbitMQ (Debian: rabbitmq-server)");
        return _broker!.Settings($"test{Interlocked.Increment(ref _prefixes)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }
}
