using System.Net;
using System.Net.Sockets;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>A port that hands connections on to another one, and can be cut as a machine that dies is: connections end, new ones are refused.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _cut = new();
    private Task _accepting = Task.CompletedTask;
    private int _target;

    public Relay() => _listener.Start();

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void To(string address)
    {
        _target = new Uri(address).Port;
        _accepting = AcceptAsync();
    }

    public void Cut()
    {
        _cut.Cancel();
        _listener.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _accepting;
        _cut.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_cut.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient from)
    {
        using (from)
        using (var to = new TcpClient())
        {
            try
            {
                await to.ConnectAsync(IPAddress.Loopback, _target, _cut.Token);
                (from.NoDelay, to.NoDelay) = (true, true);
                await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream(), _cut.Token), to.GetStream().CopyToAsync(from.GetStream(), _cut.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }
}
