using System.ComponentModel;

namespace Vicinity.Client.Tests;

/// <summary>One node of Apache Kafka that several test classes share; topics and groups are each test's own.</summary>
public sealed class KafkaNode : IAsyncLifetime
{
    private KafkaCluster? _cluster;
    private string _why = "";

    public string Servers
    {
        get
        {
            Assert.SkipWhen(_cluster is null, _why);
            return _cluster!.Servers;
        }
    }

    public async ValueTask InitializeAsync()
    {
        (string? jars, _why) = KafkaCluster.Find();
        if (jars is null) return;
        try
        {
            _cluster = await KafkaCluster.StartAsync(1);
        }
        catch (Win32Exception e)
        {
            _why = $"Apache Kafka needs Java: {e.Message}";
        }
    }

    public Task<string> RunToolAsync(params string[] arguments) => _cluster!.RunToolAsync(arguments);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}

[CollectionDefinition(nameof(KafkaNode))]
public sealed class KafkaNodeUsers : ICollectionFixture<KafkaNode>;
