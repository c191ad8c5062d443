namespace Vicinity.Broker;

/// <summary>A connection that holds memory for a frame. Called by any thread.</summary>
internal interface IFrameHolder
{
    /// <summary>Bytes held for a frame that is still arriving; 0 where none is.</summary>
    long UnfinishedBytes { get; }

    /// <summary>Timestamp at which that frame began.</summary>
    long UnfinishedSince { get; }

    /// <summary>Gives back what is kept for frames to come.</summary>
    void GiveBackUnused();

    /// <summary>Ends the connection, since its memory is needed.</summary>
    void End(string reason);
}
