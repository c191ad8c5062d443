namespace Vicinity.Traffic;

/// <summary>How a position came in.</summary>
public enum PositionSource : byte
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>A phone app (OsmAnd, Traccar Client, OwnTracks).</summary>
    Phone,

    /// <summary>A replayed recording.</summary>
    Replay,

    /// <summary>A simulated car.</summary>
    Drive,

    /// <summary>The REST interface.</summary>
    Api,
}
