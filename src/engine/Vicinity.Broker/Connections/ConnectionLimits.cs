namespace Vicinity.Broker;

/// <summary>What all connections of a node share.</summary>
/// <param name="Places">The places for connections.</param>
/// <param name="Frames">Memory of frames that arrive, and of those that are handled where they lie.</param>
/// <param name="Requests">Memory of requests that wait for their answers.</param>
/// <param name="Heap">Gives back what large requests leave behind.</param>
internal sealed record ConnectionLimits(ConnectionPlaces Places, FrameMemory Frames, FrameMemory Requests, HeapRelease Heap)
{
    /// <summary>Those of the settings.</summary>
    public static ConnectionLimits Of(BrokerOptions options, TimeProvider time)
    {
        var requests = new FrameMemory(options.QueuedMaxRequestBytes, time);
        return new(new(options.MaxConnections, time), new(options.QueuedMaxRequestBytes, time), requests, new(requests, new CollectedHeap()));
    }
}
