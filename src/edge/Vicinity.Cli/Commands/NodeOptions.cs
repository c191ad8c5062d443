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
    private readonly Option<int?> _nodeId = new("--node-id") { Description = "Id of the node in its cluster (default: the cluster gives one; its founder is 1)" };

    /// <summary>Whether logs are written as JSON.</summary>
    public Option<bool> JsonLogs { get; } = new("--json-logs") { Description = "Write logs as JSON, one object a line" };

    public static NodeOptions AddTo(Command command)
    {
        var options = new NodeOptions();
        foreach (Option option in new Option[] { options._data, options._listen, options._advertise, options._nodeId, options.JsonLogs }) command.Options.Add(option);
        return options;
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
