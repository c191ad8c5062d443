using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;
using Vicinity.Interop.Tests;

[assembly: AssemblyFixture(typeof(BrokerUnderTest))]

namespace Vicinity.Interop.Tests;

/// <summary>
/// The broker that all tests share: a node in this process on any free port with a data folder of its own, or the one that
/// VICINITY_INTEROP_BOOTSTRAP names. Topics and groups have random names, so tests do not meet.
/// </summary>
public sealed class BrokerUnderTest : IAsyncLifetime
{
    private const string Variable = "VICINITY_INTEROP_BOOTSTRAP";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vicinity-interop-{Guid.NewGuid():n}");
    private Node? _node;

    /// <summary>HOST:PORT of the broker.</summary>
    public string Bootstrap { get; private set; } = "";

    /// <summary>Host of the broker.</summary>
    public string Host => Bootstrap[..Bootstrap.LastIndexOf(':')];

    /// <summary>Port of the broker.</summary>
    public int Port => int.Parse(Bootstrap[(Bootstrap.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    public ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } bootstrap)
        {
            Bootstrap = bootstrap;
            return ValueTask.CompletedTask;
        }

        _node = Node.Start(Options(_folder), NullLoggerFactory.Instance);
        Bootstrap = $"127.0.0.1:{_node.EndPoint.Port}";
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is null) return;
        await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The settings that the suites of foreign clients expect of a broker: four partitions, topics made when named, no wait for the first member.</summary>
    public static BrokerOptions Options(string folder) => new()
    {
        DataFolder = folder,
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        AdvertisedHost = "127.0.0.1",
        DefaultPartitions = 4,
        GroupMinSessionTimeout = TimeSpan.FromSeconds(1),
        GroupInitialRebalanceDelay = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string stem = "t") => $"{stem}-{Guid.NewGuid().ToString("n")[..12]}";

    /// <summary>For a test of what only our node does, or that needs a node of its own.</summary>
    public static void NeedsOurNode() => Assert.SkipWhen(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }, $"{Variable} names another broker, and this asks for something of our node alone");

    /// <summary>Makes a topic. Our node has promised that it can be used when it answers; of another broker that is waited for.</summary>
    internal async Task<string> NewTopicAsync(int partitions = 1, params (string Name, string Value)[] configs)
    {
        string name = NewName();
        await using WireConnection connection = await WireConnection.OpenAsync(this);
        await connection.CreateTopicAsync(name, partitions, configs);
        for (int tries = 0; _node is null && tries < 200 && !await connection.CanUseAsync(name, partitions); tries++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return name;
    }
}
