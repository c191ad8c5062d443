using System.CommandLine;
using Vicinity.Gateway.Cluster;

namespace Vicinity.Cli;

/// <summary>The cluster as an application: its page, and the commands that look at it and change it.</summary>
internal sealed class ClusterApplication : IApplication
{
    /// <summary>Its name.</summary>
    public const string Id = "cluster";

    public string Name => Id;

    public IReadOnlyList<Option> Options => [];

    public IReadOnlyList<Command> Commands => [ClusterCommand.Create()];

    public Func<Engine, ComposedApplication> Prepare(ParseResult parsed) => engine => new ComposedApplication(new ClusterPart(engine.Watcher, engine.Control));
}
