using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>A new leader tells a voter of its epoch (BeginQuorumEpoch).</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Leader">The leader of the epoch.</param>
/// <param name="Addressee">The replica that the message is for.</param>
public readonly record struct BeginEpoch(int Epoch, Voter Leader, Voter Addressee);

/// <summary>A leader that stops tells a voter, so that it need not wait for its timer (EndQuorumEpoch).</summary>
/// <param name="Epoch">The epoch that ends.</param>
/// <param name="LeaderId">Node that led it.</param>
/// <param name="Successors">Nodes that should campaign, the best first.</param>
public readonly record struct EndEpoch(int Epoch, int LeaderId, IReadOnlyList<Voter> Successors);

/// <summary>Answer to <see cref="BeginEpoch"/> and <see cref="EndEpoch"/>.</summary>
/// <param name="Error">None, FencedLeaderEpoch or InvalidVoterKey.</param>
/// <param name="Epoch">The answering replica's epoch.</param>
/// <param name="LeaderId">Node that leads it, or -1.</param>
public readonly record struct EpochAnswer(QuorumError Error, int Epoch, int LeaderId);
