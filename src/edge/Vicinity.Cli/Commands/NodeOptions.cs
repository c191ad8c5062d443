using System.CommandLine;
using System.Net;
using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary>The options of commands that run a node, and the node's settings made of them.</summary>
internal sealed class NodeOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data (default: ./data)" };
    private readonly Option<string?> _listen = new("--listen") { Description = "Address of the Kafka protocol, HOST:PORT; port 0 takes any free one (default: 127.0.0.1:9092)" };
    private readonly Option<string?> _advertise = new("--advertise") { Description = "Host that clients are told to connect to, where it is not the one listened on" };
    private readonly Option<int?> _nodeId = new Option<int?>("--node-id") { Description = "Id of the node in its cluster (default: the cluster gives one; its founder is 1)" }.AtLeast(0, "ids name nodes to clients; leave it out to be given one");

    /// <summary>Whether logs are written as JSON.</summary>
    public Option<bool> JsonLogs { get; } = new("--json-logs") { Description = "Write logs as JSON, one object a line" };

    public static NodeOptions AddTo(Command command)
    {
        var options = new NodeOptions();
        foreach (Option option in new Option[] { options._data, options._listen, options._advertise, options._nodeId, options.JsonLogs }) command.Options.Add(option);
        return options;
    }

    /// <summary>Those that mean nothing where no node runs and stand on the command line.</summary>
    public IEnumerable<string> WrittenForANode(ParseResult parsed) => new Option[] { _listen, _advertise, _nodeId }.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name);

    /// <summary>Refuses settings with which no node can start, and an address that is taken.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="more">Further options that gave settings.</param>
    /// <exception cref="UsageException">A setting cannot be used.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public void Check(ParseResult parsed, BrokerOptions settings, params IEnumerable<(string Setting, Option Option)> more)
    {
        (string, Option)[] own = [(nameof(BrokerOptions.DataFolder), _data), (nameof(BrokerOptions.NodeId), _nodeId)];
        SettingProblems.Refuse(settings.Problems(), SettingProblems.Written(parsed, own.Concat(more)));
        FreeAddress.Ensure(_listen.Name, settings.Listen);
    }

    /// <summary>Settings file and environment, overruled by what stands on the command line.</summary>
    public BrokerOptions Read(ParseResult parsed)
    {
        BrokerOptions settings = NodeSettings.Load();
        return settings with
        {
            DataFolder = parsed.GetValue(_data) ?? settings.DataFolder,
            Listen = parsed.GetValue(_listen) is string listen ? ListenText.Parse("--listen", listen) : settings.Listen,
            AdvertisedHost = parsed.GetValue(_advertise) ?? settings.AdvertisedHost,
            NodeId = parsed.GetValue(_nodeId) ?? settings.NodeId,
        };
    }
}
