using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster.Tests;

/// <summary>A node, a watcher and a gateway that shows it.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Node _node;
    private readonly ClusterWatcher _watcher;
    private readonly RunningGateway _gateway;

    private RunningCluster(string folder, Node node, ClusterWatcher watcher, RunningGateway gateway, string cookie) =>
        (_folder, _node, _watcher, _gateway, Cookie) = (folder, node, watcher, gateway, cookie);

    public string Cookie { get; }

    public Uri Address => _gateway.Client.BaseAddress!;

    public string Servers => _node.EndPoint.ToString();

    public static async Task<RunningCluster> StartAsync(IClusterControl? control = null)
    {
        string folder = Directory.CreateTempSubdirectory("vicinity-gateway-").FullName;
        Node node = Node.Start(new BrokerOptions { DataFolder = folder, Listen = new IPEndPoint(IPAddress.Loopback, 0) }, NullLoggerFactory.Instance);
        var watcher = new ClusterWatcher(new ClusterWatchOptions(node.EndPoint.ToString()) { Interval = TimeSpan.FromMilliseconds(50) });
        watcher.Start();
        RunningGateway gateway = await RunningGateway.StartAsync(part: new ClusterPart(watcher, control));
        return new RunningCluster(folder, node, watcher, gateway, await gateway.OperatorCookieAsync());
    }

    /// <summary>Waits, from one round of the watcher to the next, for what the gateway shows in the end.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.UntilAsync(() => _watcher.NextRound, condition, what);

    public Task<HttpResponseMessage> GetAsync(string path, params string[] headers) => _gateway.GetAsync(path, headers);

    public async Task<JsonNode> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await _gateway.GetAsync(path, "Cookie", Cookie);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Asks for a change with the operator's key.</summary>
    public Task<HttpStatusCode> PostAsync(string path, bool asOperator = true) => PostAsync(path, asOperator ? ["Authorization", $"Bearer {RunningGateway.Key}"] : []);

    /// <summary>Asks for a change, with headers as given: name, value, name, value.</summary>
    public async Task<HttpStatusCode> PostAsync(string path, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        for (int i = 0; i < headers.Length; i += 2) request.Headers.TryAddWithoutValidation(headers[i], headers[i + 1]);
        using HttpResponseMessage answer = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public Task StopNodeAsync() => _node.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _watcher.DisposeAsync();
        await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
