using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>What of a replica outlives its process: uuid, log, vote, and a hint of the high watermark. An emptied disk is a new folder.</summary>
/// <param name="uuid">Made with the folder.</param>
/// <param name="name">How traces call it: A, and A' after the first loss of its disk.</param>
/// <param name="base">The base it begins with.</param>
internal sealed class ReplicaFolder(Guid uuid, string name, LogBase @base)
{
    public Guid Uuid { get; } = uuid;

    public string Name { get; } = name;

    public LogFile Log { get; } = new(@base);

    public VoteRecord Votes { get; } = new();

    /// <summary>A high watermark written now and then (speed only).</summary>
    public long HighWatermarkHint { get; set; }
}
