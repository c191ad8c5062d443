namespace Vicinity.Consensus;

/// <summary>Answer to a <see cref="VoteRequest"/>.</summary>
/// <param name="Error">Why the request was not looked at, or None.</param>
/// <param name="Epoch">The answering replica's epoch.</param>
/// <param name="LeaderId">Node that leads that epoch, or -1.</param>
/// <param name="IsGranted">Whether the vote, or pre-vote, was given.</param>
/// <param name="IsPreVote">Whether the request was a pre-vote (the asker keeps it with the request).</param>
public readonly record struct VoteAnswer(QuorumError Error, int Epoch, int LeaderId, bool IsGranted, bool IsPreVote);
