namespace Vicinity.Client;

/// <summary>What a connection needs to know of its client's settings.</summary>
internal sealed record ConnectionOptions(string ClientId, TimeSpan RequestTimeout, TimeSpan ConnectTimeout, TimeProvider Time)
{
    /// <summary>Most requests that wait for answers on one connection.</summary>
    public int MaxInFlight { get; init; } = 1024;

    /// <summary>Name of the software that the other side is told.</summary>
    public string SoftwareName { get; init; } = "vicinity";

    /// <summary>Largest answer accepted, in bytes: the largest fetch and its frame around it.</summary>
    public int FrameLimit { get; init; } = 512 * 1024 * 1024;
}
