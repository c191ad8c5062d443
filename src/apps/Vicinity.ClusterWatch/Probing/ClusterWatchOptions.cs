using Vicinity.Client;

namespace Vicinity.ClusterWatch;

/// <summary>Settings of a <see cref="ClusterWatcher"/>.</summary>
/// <param name="BootstrapServers">Where to find the cluster: HOST:PORT,HOST:PORT.</param>
public sealed record ClusterWatchOptions(string BootstrapServers)
{
    /// <summary>Pause between two rounds of questions.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a round waits for answers; those that come later count in a later round.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long a node may take to answer before its connection counts as dead.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(2);

    internal AdminOptions Connection => new()
    {
        BootstrapServers = BootstrapServers,
        ClientId = "vicinity-watch",
        RequestTimeout = RequestTimeout,
        ConnectTimeout = RequestTimeout / 2,
        ReconnectBackoff = TimeSpan.FromMilliseconds(50),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(250),
    };
}
