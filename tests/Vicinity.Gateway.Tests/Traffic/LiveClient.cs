using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Vicinity.Gateway.Tests;

/// <summary>A reader of the live hub that speaks SignalR's JSON protocol over a WebSocket.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonNode> _messages = Channel.CreateBounded<JsonNode>(1000);
    private Task _receiving = Task.CompletedTask;

    public static async Task<LiveClient> ConnectAsync(Uri address, string? cookie, string query = "", string path = "/live/traffic")
    {
        var client = new LiveClient();
        if (cookie is not null) client._socket.Options.SetRequestHeader("Cookie", cookie);
        var hub = new UriBuilder(address) { Scheme = "ws", Path = path, Query = query };
        try
        {
            await client._socket.ConnectAsync(hub.Uri, TestContext.Current.CancellationToken);
            await client.SendAsync("""{"protocol":"json","version":1}""");
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
        client._receiving = client.ReceiveAsync();
        return client;
    }

    public Task WatchAsync(double west, double south, double east, double north, int zoom) => SendAsync(
        new JsonObject
        {
            ["type"] = 1,
            ["invocationId"] = "1",
            ["target"] = "Watch",
            ["arguments"] = new JsonArray(new JsonObject { ["bbox"] = new JsonArray(west, south, east, north), ["zoom"] = zoom }),
        }.ToJsonString());

    /// <summary>The next push with the given name that meets a condition.</summary>
    public async Task<JsonNode> NextAsync(string target, Func<JsonNode, bool>? condition = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (JsonNode message in _messages.Reader.ReadAllAsync(patience.Token))
        {
            if (message["target"]?.GetValue<string>() == target && (condition is null || condition(message["arguments"]![0]!))) return message["arguments"]![0]!;
        }
        throw new InvalidOperationException("the hub has closed the connection");
    }

    /// <summary>The answer to the last invocation.</summary>
    public async Task<JsonNode> AnswerAsync()
    {
        await foreach (JsonNode message in _messages.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            if (message["type"]?.GetValue<int>() == 3) return message;
        throw new InvalidOperationException("the hub has closed the connection");
    }

    /// <summary>Ends when the hub has closed the connection.</summary>
    public Task ClosedAsync() => _receiving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
    }

    private Task SendAsync(string message) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                if (!received.EndOfMessage) continue;
                foreach (string message in text.ToString().Split(End, StringSplitOptions.RemoveEmptyEntries))
                    await _messages.Writer.WriteAsync(JsonNode.Parse(message)!);
                text.Clear();
            }
        }
        catch (Exception closed) when (closed is WebSocketException or OperationCanceledException)
        {
        }
        finally
        {
            _messages.Writer.TryComplete();
        }
    }
}
