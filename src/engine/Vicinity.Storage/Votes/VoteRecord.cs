using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>How far a replica has come in elections.</summary>
/// <param name="Epoch">Highest epoch that it has seen.</param>
/// <param name="Voted">The replica it voted for in that epoch, or none.</param>
public sealed record VoteRecord(int Epoch, Voter? Voted)
{
    /// <summary>A replica that has seen no epoch.</summary>
    public static VoteRecord None { get; } = new(0, null);
}
