using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Vicinity.Model;

namespace Vicinity.Gateway;

/// <summary>An address that an application is reached at besides that of the page: the same endpoints, by another protocol of HTTP.</summary>
/// <param name="address">Where to listen.</param>
/// <param name="protocols">HTTP/2 without TLS needs a port of its own.</param>
public sealed class PartListener(ListenAddress address, HttpProtocols protocols)
{
    private ListenOptions? _endpoint;

    /// <summary>Where to listen.</summary>
    public ListenAddress Address => address;

    /// <summary>Where it listens, with the port that the system chose for port 0; null before the gateway has started.</summary>
    public IPEndPoint? Bound => _endpoint?.IPEndPoint;

    internal void Listen(KestrelServerOptions kestrel) => kestrel.Listen(address.EndPointOn(Socket.OSSupportsIPv6), endpoint =>
    {
        endpoint.Protocols = protocols;
        _endpoint = endpoint;
    });
}
