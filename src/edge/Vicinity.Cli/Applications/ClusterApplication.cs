using System.CommandLine;
using Vicinity.ClusterWatch;
using Vicinity.Gateway.Cluster;

namespace Vicinity.Cli;

/// <summary>The cluster as an application: its page, and the commands that look at it and change it.</summary>
internal sealed class ClusterApplication : IApplication
{
    public string Name => "cluster";

    public IReadOnlyList<Option> Options => [];

    public IReadOnlyList<Command> Commands => [ClusterCommand.Create()];

    public ComposedApplication Compose(ParseResult parsed, Engine engine) => Compose(new ClusterWatcher(new ClusterWatchOptions(engine.BootstrapServers)));

    /// <param name="watcher">Watches the cluster; ended with the application.</param>
    /// <param name="control">The nodes that this program started; null for none.</param>
    public static ComposedApplication Compose(ClusterWatcher watcher, IClusterControl? control = null) => new(new ClusterPart(watcher, control)) { Held = watcher };
}
