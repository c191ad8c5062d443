using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>What checkers see of a running replica after it has taken a step.</summary>
/// <param name="Name">Its name in traces.</param>
/// <param name="Self">Node and uuid.</param>
/// <param name="Incarnation">Counts the starts of its process.</param>
/// <param name="Role">What it is.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="HighWatermark">Its high watermark.</param>
/// <param name="Committed">Leader: what a majority has.</param>
/// <param name="WriteQuorum">The setting.</param>
/// <param name="Log">Its log.</param>
internal readonly record struct ReplicaView(
    string Name, Voter Self, int Incarnation, QuorumRole Role, int Epoch, long HighWatermark, LogPosition? Committed, int WriteQuorum, SimulatedLog Log)
{
    /// <summary>Leader: whether it says that its high watermark is that of its own epoch, so that "latest" is known (rule H5).</summary>
    public bool IsHighWatermarkCurrent { get; init; }
}
