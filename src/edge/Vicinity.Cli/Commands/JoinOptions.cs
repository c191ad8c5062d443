using System.CommandLine;
using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary>The options by which a node finds its cluster.</summary>
internal sealed class JoinOptions
{
    private readonly Option<string?> _discovery = new("--discovery")
    {
        Description = "Where to look for other nodes by UDP broadcast: auto (the network of --listen; this machine alone by default), auto:PORT, ADDRESS:PORT (a network's broadcast address, or * for all), or off (default: auto, port 4711)",
    };

    private readonly Option<string?> _join = new("--join") { Description = "Join the cluster of these nodes, HOST:PORT,...: for networks without broadcast" };
    private readonly Option<bool> _found = new("--found") { Description = "Found a cluster at once if the data folder is empty; with --join, if none of those answers" };
    private readonly Option<int?> _expect = new Option<int?>("--expect") { Description = "Found a cluster when this many nodes hear each other, and not before; give all of them the same number" }.AtLeast(0, "it is a number of nodes");
    private readonly Option<string?> _key = new("--cluster-key") { Description = "Secret of the cluster, 16 characters or more: only nodes with the same find each other. Others on this machine can read command lines: better a file" };
    private readonly Option<string?> _keyFile = new("--cluster-key-file") { Description = "File that holds the cluster key" };

    /// <summary>The settings that they give.</summary>
    public IEnumerable<(string Setting, Option Option)> Settings =>
    [
        (nameof(BrokerOptions.Discovery), _discovery), (nameof(BrokerOptions.Join), _join), (nameof(BrokerOptions.Found), _found), (nameof(BrokerOptions.Expect), _expect),
        (nameof(BrokerOptions.ClusterKey), _key), (nameof(BrokerOptions.ClusterKey), _keyFile),
    ];

    public static JoinOptions AddTo(Command command)
    {
        var options = new JoinOptions();
        foreach (Option option in new Option[] { options._discovery, options._join, options._found, options._expect, options._key, options._keyFile }) command.Options.Add(option);
        return options;
    }

    /// <summary>The settings, overruled by what stands on the command line; discovery is on unless either says otherwise.</summary>
    /// <exception cref="UsageException">A value cannot be used.</exception>
    public BrokerOptions Apply(ParseResult parsed, BrokerOptions settings)
    {
        string? key = parsed.GetValue(_key) ?? (parsed.GetValue(_keyFile) is string file ? ClusterKeyFile.Read("--cluster-key-file", file) : null);
        return settings with
        {
            Discovery = parsed.GetValue(_discovery) is string where ? DiscoveryText.Parse("--discovery", where) : settings.Discovery,
            Join = parsed.GetValue(_join) is string seeds ? DiscoveryText.Seeds(seeds) : settings.Join,
            Found = parsed.GetValue(_found) || settings.Found,
            Expect = parsed.GetValue(_expect) ?? settings.Expect,
            ClusterKey = key ?? settings.ClusterKey,
        };
    }
}
