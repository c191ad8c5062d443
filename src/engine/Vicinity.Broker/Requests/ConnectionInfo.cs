using System.Net;

namespace Vicinity.Broker;

/// <summary>What handlers may know of the connection that a request came on.</summary>
internal sealed class ConnectionInfo(IPEndPoint remote, IPEndPoint local, Action<string> refuse, Action<Exception> fail, Action end)
{
    /// <summary>The client's address; one of IPv4 is never in its IPv6 form.</summary>
    public IPEndPoint Remote { get; } = Unmapped(remote);

    /// <summary>The address that the client reached us by, in the same form.</summary>
    public IPEndPoint Local { get; } = Unmapped(local);

    /// <summary>Whether the client is another node of the cluster, by what it says of itself in ApiVersions.</summary>
    public bool IsNode { get; set; }

    /// <summary>Numbered batches that were refused for now; null while there was none.</summary>
    public RefusedBatches? RefusedBatches { get; set; }

    /// <summary>What a handler keeps for the connection; released when it ends.</summary>
    public IDisposable? Attached { get; set; }

    /// <summary>Whether the next request lies in the buffer already: it will be handled without waiting.</summary>
    public bool MoreIsBuffered { get; set; }

    /// <summary>
    /// Whether the client sends faster than requests are answered: then the flush of this request should run beside the append of the next. A
    /// large request counts as such, because it is received exactly, and says nothing of what lies behind it.
    /// </summary>
    public bool IsStreaming { get; set; }

    /// <summary>Closes the connection with one log line, for requests whose failure has no answer (Produce with acks 0).</summary>
    public void Refuse(string reason) => refuse(reason);

    /// <summary>Takes no further requests and closes the connection when those taken are answered: the client is to look for another node.</summary>
    public void End() => end();

    /// <summary>Logs a fault of ours and closes the connection.</summary>
    public void Fail(Exception fault) => fail(fault);

    private static IPEndPoint Unmapped(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
