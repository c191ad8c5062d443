using Vicinity.Consensus;

namespace Vicinity.Broker;

/// <summary>A replica's place in its quorum at one moment. Immutable, so that readers without a lock see one whole.</summary>
/// <param name="Role">What the replica is.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="LeaderId">Node that leads it, or -1.</param>
/// <param name="IsCurrent">Whether it leads, and its high watermark has moved in this epoch (rule H5).</param>
/// <param name="IsChanging">Whether it leads on while a changed voter set is elected: writes wait (rule V3).</param>
/// <param name="ServesReads">Whether consumers may read here; a leader whose high watermark is not current lets them wait.</param>
/// <param name="LostAtMs">Monotonic time at which it stopped leading this epoch because it heard no majority, and has not heard of another since; -1 otherwise.</param>
internal sealed record Leadership(QuorumRole Role, int Epoch, int LeaderId, bool IsCurrent, bool IsChanging, bool ServesReads, long LostAtMs)
{
    /// <summary>Out of service, or not begun.</summary>
    public static Leadership None { get; } = new(QuorumRole.Unattached, 0, -1, false, false, false, -1);

    /// <summary>What is left of it when the replica can store nothing more: what lies below the high watermark stays for ever, and is read on until another leader is heard of. A leader that cannot know yet what was deleted serves nothing.</summary>
    public Leadership ReadsAlone => ServesReads && (Role != QuorumRole.Leader || IsCurrent) ? new Leadership(QuorumRole.Unattached, Epoch, -1, false, false, ServesReads: true, LostAtMs: -1) : None;

    /// <summary>Whether what was appended here is still in the log of a leader: then requests that wait for it go on waiting.</summary>
    public bool Holds => Role == QuorumRole.Leader || IsChanging;
}
