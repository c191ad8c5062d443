using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic.Tests;

/// <summary>A node, and a gateway with the traffic application on it.</summary>
internal sealed class RunningTraffic : IAsyncDisposable
{
    private readonly string _folder;
    private readonly RunningGateway _gateway;
    private readonly TrafficPart _part;
    private Node? _node;
    private int _port;
    private string _cookie = "";

    private RunningTraffic(Node node, string folder, RunningGateway gateway, TrafficPart part) => (_node, _folder, _gateway, _part) = (node, folder, gateway, part);

    public HttpClient Client => _gateway.Client;

    /// <summary>The operator's cookie, as a header's value.</summary>
    public string Cookie => _cookie;

    public static async Task<RunningTraffic> StartAsync(Func<TrafficOptions, TrafficOptions>? change = null, ILoggerFactory? loggers = null)
    {
        string folder = Directory.CreateTempSubdirectory("vicinity-gateway-").FullName;
        Node node = StartNode(folder, 0);
        var options = new TrafficOptions { BootstrapServers = $"127.0.0.1:{node.EndPoint.Port}" };
        var part = new TrafficPart(change?.Invoke(options) ?? options);
        RunningGateway gateway = await RunningGateway.StartAsync(part: part, loggers: loggers);
        var traffic = new RunningTraffic(node, folder, gateway, part);
        traffic._cookie = await gateway.OperatorCookieAsync();
        return traffic;
    }

    /// <summary>Waits, from one look of the application at the log to the next, for what the gateway shows in the end.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.UntilAsync(() => _part.Processor.NextLook, condition, what);

    public async Task StopNodeAsync()
    {
        _port = _node!.EndPoint.Port;
        await _node.DisposeAsync();
        _node = null;
    }

    /// <summary>Starts the node again at its address.</summary>
    public void StartNode() => _node = StartNode(_folder, _port);

    /// <summary>A request of somebody who is not the operator.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, params string[] headers) => _gateway.GetAsync(path, headers);

    /// <summary>A JSON answer for the operator.</summary>
    public async Task<JsonNode> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await _gateway.GetAsync(path, "Cookie", _cookie);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage answer = await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    /// <summary>Reports positions and waits until the view shows them.</summary>
    public async Task ReportAsync(params VehiclePosition[] positions)
    {
        var body = new JsonArray([.. positions.Select(p => (JsonNode)new JsonObject
        {
            ["vehicle"] = p.Vehicle, ["latitude"] = p.Point.Latitude, ["longitude"] = p.Point.Longitude,
            ["speed"] = double.IsNaN(p.Speed) ? null : p.Speed, ["heading"] = double.IsNaN(p.Heading) ? null : p.Heading, ["timestamp"] = p.Timestamp,
        })]);
        (HttpStatusCode status, JsonNode answer) = await PostAsync("/api/traffic/positions", body.ToJsonString());
        status.ShouldBe(HttpStatusCode.OK);
        answer["accepted"]!.GetValue<int>().ShouldBe(positions.Length);
        HashSet<string> wanted = [.. positions.Select(p => p.Vehicle)];
        await UntilAsync(
            async () => wanted.IsSubsetOf((await ReadAsync("/api/traffic/vehicles"))["features"]!.AsArray().Select(f => f!["properties"]!["vehicle"]!.GetValue<string>())),
            "the view shows what was reported");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        if (_node is not null) await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Node StartNode(string folder, int port) => Node.Start(
        new BrokerOptions { DataFolder = folder, Listen = new IPEndPoint(IPAddress.Loopback, port), AdvertisedHost = "127.0.0.1" }, NullLoggerFactory.Instance);
}
