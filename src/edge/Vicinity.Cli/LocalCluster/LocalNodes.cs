using System.Globalization;
using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary>A cluster on this machine, each node a process of this program: the first founds it, the others join it. For trying, showing and measuring.</summary>
internal sealed class LocalNodes : IAsyncDisposable
{
    /// <summary>Most nodes that one machine is asked to carry.</summary>
    public const int MostNodes = 64;

    /// <summary>Why no more.</summary>
    public const string WhyNoMore = "each is a process of 80 to 160 MB on this machine";

    private const int StartedAtATime = 4;

    private static readonly Dictionary<string, string> s_small = new()
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_GCHeapCount"] = "1",
    };

    private readonly List<LocalNode> _nodes = [];
    private readonly string? _temporary;

    private LocalNodes(string? temporary) => _temporary = temporary;

    public IReadOnlyList<LocalNode> All => _nodes;

    /// <summary>All addresses, as clients want them.</summary>
    public string BootstrapServers => string.Join(',', _nodes.Select(n => n.Address));

    /// <summary>Up to three addresses: enough to go on when one of them is killed, short enough to copy.</summary>
    public string SomeServers => string.Join(',', _nodes.Take(3).Select(n => n.Address));

    /// <summary>Starts that many nodes and waits until the cluster knows them all.</summary>
    /// <param name="count">How many, from 1.</param>
    /// <param name="folder">Folder for their data, one below for each; null: a temporary one that goes with the cluster.</param>
    /// <param name="progress">Is told how many listen.</param>
    /// <param name="cancel">Gives up; what was started ends.</param>
    /// <param name="environment">Further settings of the nodes, as environment variables.</param>
    public static async Task<LocalNodes> StartAsync(int count, string? folder, Action<int>? progress, CancellationToken cancel, IReadOnlyDictionary<string, string>? environment = null)
    {
        string? temporary = folder is null ? Directory.CreateTempSubdirectory("vicinity-cluster-").FullName : null;
        var cluster = new LocalNodes(temporary);
        Dictionary<string, string> settings = new(s_small);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) settings[name] = value;
        try
        {
            for (int id = 1; id <= count; id++)
            {
                string[] entry = id == 1 ? ["--found"] : ["--join", cluster._nodes[0].Address];
                cluster._nodes.Add(new LocalNode(id, Path.Combine(folder ?? temporary!, id.ToString(CultureInfo.InvariantCulture)), entry, settings));
            }

            await cluster._nodes[0].StartAsync(cancel).ConfigureAwait(false);
            int started = 1;
            progress?.Invoke(started);
            foreach (LocalNode[] next in cluster._nodes.Skip(1).Chunk(StartedAtATime))
            {
                await Task.WhenAll(next.Select(n => n.StartAsync(cancel))).ConfigureAwait(false);
                progress?.Invoke(started += next.Length);
            }

            await cluster.KnownAsync(cancel).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The node of an id, or null.</summary>
    public LocalNode? Find(int id) => _nodes.FirstOrDefault(n => n.Id == id);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(n => Task.Run(n.Dispose))).ConfigureAwait(false);
        if (_temporary is not null && Directory.Exists(_temporary)) Directory.Delete(_temporary, recursive: true);
    }

    private async Task KnownAsync(CancellationToken cancel)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = BootstrapServers });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while ((await admin.DescribeClusterAsync(patience.Token).ConfigureAwait(false)).Nodes.Count < _nodes.Count)
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token).ConfigureAwait(false);
    }
}
