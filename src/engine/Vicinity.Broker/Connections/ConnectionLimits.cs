namespace Vicinity.Broker;

/// <summary>What all connections of a node share.</summary>
/// <param name="Places">The places for connections.</param>
/// <param name="Frames">Memory of frames that arrive, and of those that are handled where they lie.</param>
/// <param name="Requests">Memory of requests that wait for their answers.</param>
internal sealed record ConnectionLimits(ConnectionPlaces Places, FrameMemory Frames, FrameMemory Requests)
{
    /// <summary>Those of the settings.</summary>
    public static ConnectionLimits Of(BrokerOptions options, TimeProvider time) =>
        new(new(options.MaxConnections, time), new(options.QueuedMaxRequestBytes, time), new(options.QueuedMaxRequestBytes, time));
}
