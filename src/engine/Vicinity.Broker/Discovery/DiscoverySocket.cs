using System.Net;
using System.Net.Sockets;
using Vicinity.Membership;

namespace Vicinity.Broker;

/// <summary>
/// The two sockets of discovery in one network. One is bound to the broadcast address and the shared port: it hears what is said to all, and nothing
/// that is sent to this machine's own address. The other has a port of its own and asks: where several processes share a port, an answer
/// would reach only one of them. What comes from outside the network is dropped. Thread-safe.
/// </summary>
internal sealed class DiscoverySocket : IDisposable
{
    private readonly BroadcastNetwork _network;
    private readonly IPEndPoint _all;
    private readonly Socket _shared;
    private readonly Socket _own;

    /// <exception cref="SocketException">The port is taken by something that does not share it, or the system has no such broadcast address.</exception>
    public DiscoverySocket(BroadcastNetwork network, int port)
    {
        _network = network;
        _all = new IPEndPoint(network.Broadcast, port);
        _shared = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _own = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
        try
        {
            _shared.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            // Windows binds to no broadcast address; there the check of the sender's network is what remains.
            _shared.Bind(OperatingSystem.IsWindows() ? new IPEndPoint(IPAddress.Any, port) : _all);
            _own.Bind(new IPEndPoint(network.Address, 0));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BroadcastNetwork Network => _network;

    /// <summary>Sends to one address of the network, or to all (null). What the network does not take is lost, as datagrams may be.</summary>
    /// <returns>The error, or null.</returns>
    public SocketError? Send(byte[] bytes, IPEndPoint? to)
    {
        if (to is not null && !_network.Contains(to.Address)) return null;
        try
        {
            _own.SendTo(bytes, to ?? _all);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Hands over what arrives until the socket is closed. One datagram at a time from each of the two sockets.</summary>
    public Task ReceiveAsync(Action<ReadOnlyMemory<byte>, IPEndPoint> received) => Task.WhenAll(ReceiveAsync(_shared, received), ReceiveAsync(_own, received));

    public void Dispose()
    {
        _shared.Dispose();
        _own.Dispose();
    }

    private async Task ReceiveAsync(Socket socket, Action<ReadOnlyMemory<byte>, IPEndPoint> received)
    {
        // One byte more than any datagram of ours: a longer one is seen to be too long.
        byte[] buffer = new byte[DatagramLimits.MaxBytes + 1];
        var from = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            try
            {
                SocketReceiveFromResult result = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from).ConfigureAwait(false);
                var source = (IPEndPoint)result.RemoteEndPoint;
                if (_network.Contains(source.Address)) received(buffer.AsMemory(0, result.ReceivedBytes), source);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket)
            {
                return;
            }
            catch (SocketException)
            {
                // Too long a datagram, or news that an earlier one of ours did not arrive. A pause, so that an error that stays costs nothing.
                await Task.Delay(TimeSpan.FromMilliseconds(10)).ConfigureAwait(false);
            }
        }
    }
}
