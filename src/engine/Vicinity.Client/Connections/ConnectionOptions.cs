namespace Vicinity.Client;

/// <summary>What a connection needs to know of its client's settings.</summary>
internal sealed record ConnectionOptions(string ClientId, TimeSpan RequestTimeout, TimeSpan ConnectTimeout, TimeProvider Time)
{
    /// <summary>Most requests that wait for answers on one connection.</summary>
    public int MaxInFlight { get; init; } = 1024;

    /// <summary>
    /// How long an answer may be late, beyond the time that the request allows the node to wait, before the node is suspected to hang. Writes count
    /// from the moment they are sent: a quorum needs milliseconds.
    /// </summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Name of this software, as sent to the other side.</summary>
    public string SoftwareName { get; init; } = "vicinity";

    /// <summary>Largest answer accepted, in bytes: the largest fetch and its frame around it.</summary>
    public int FrameLimit { get; init; } = 512 * 1024 * 1024;
}
