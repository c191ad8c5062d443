using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Vicinity.Gateway.Tests;

/// <summary>A reader of a live hub, by SignalR's own client.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private static readonly string[] s_pushes = ["positions", "heat", "summary", "cluster", "contacts", "tides", "windows", "sensors", "status", "alarms"];

    private readonly HubConnection _hub;
    private readonly Channel<(string Target, JsonNode Push)> _pushes = Channel.CreateBounded<(string, JsonNode)>(1000);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveClient(HubConnection hub)
    {
        _hub = hub;
        foreach (string target in s_pushes) hub.On<JsonNode>(target, push => _pushes.Writer.WriteAsync((target, push)).AsTask());
        hub.Closed += _ =>
        {
            _pushes.Writer.TryComplete();
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <exception cref="HttpRequestException">The hub refuses; the status says why.</exception>
    public static async Task<LiveClient> ConnectAsync(Uri address, string? cookie, string query = "", string path = "/live/traffic")
    {
        var hub = new UriBuilder(address) { Path = path, Query = query };
        var client = new LiveClient(new HubConnectionBuilder().WithUrl(hub.Uri, options =>
        {
            if (cookie is not null && cookie.Split('=', 2) is [var name, var value]) options.Cookies.Add(new Cookie(name, value, "/", address.Host));
        }).Build());
        try
        {
            await client._hub.StartAsync(TestContext.Current.CancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="HubException">The hub says why it does not look there.</exception>
    public Task WatchAsync(double west, double south, double east, double north, int zoom) =>
        InvokeAsync("Watch", new { bbox = (double[])[west, south, east, north], zoom });

    /// <summary>Calls a method of the hub.</summary>
    public Task InvokeAsync(string method, object? argument) => _hub.InvokeAsync(method, argument, TestContext.Current.CancellationToken);

    /// <summary>The next push with the given name that meets a condition.</summary>
    public async Task<JsonNode> NextAsync(string target, Func<JsonNode, bool>? condition = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach ((string name, JsonNode push) in _pushes.Reader.ReadAllAsync(patience.Token))
        {
            if (name == target && (condition is null || condition(push))) return push;
        }

        throw new InvalidOperationException("the hub has closed the connection");
    }

    /// <summary>Ends when the hub has closed the connection.</summary>
    public Task ClosedAsync() => _closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        // A push that waits for room would hold up the hub's end.
        _pushes.Writer.TryComplete();
        return _hub.DisposeAsync();
    }
}
