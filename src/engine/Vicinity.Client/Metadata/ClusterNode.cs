namespace Vicinity.Client;

/// <summary>A node of a cluster as clients see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Host">Where clients reach it.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Rack">Its rack or zone, if it names one.</param>
public sealed record ClusterNode(int Id, string Host, int Port, string? Rack)
{
    /// <summary>Its address.</summary>
    public BrokerAddress Address => new(Host, Port);
}
