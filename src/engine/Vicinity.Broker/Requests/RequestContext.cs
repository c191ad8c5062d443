using System.Net;

namespace Vicinity.Broker;

/// <summary>What a handler knows beside the request itself.</summary>
/// <param name="Version">Version of the request.</param>
/// <param name="ClientId">Name that the client gives itself, or null.</param>
/// <param name="Connection">The connection it came on.</param>
internal readonly record struct RequestContext(short Version, string? ClientId, ConnectionInfo Connection)
{
    /// <summary>The client's address as Kafka writes it.</summary>
    public string ClientHost => "/" + Connection.Remote.Address;
}
