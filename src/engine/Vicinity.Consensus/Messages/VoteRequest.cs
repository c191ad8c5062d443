using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Asks for a vote, or (pre-vote) whether one would be given. Leaves only when epoch and vote are on disk (rule D1).</summary>
/// <param name="Candidate">The replica that asks.</param>
/// <param name="Addressee">The replica that it asks; another uuid on that node refuses with <see cref="QuorumError.InvalidVoterKey"/>.</param>
/// <param name="Epoch">Epoch of the candidacy; of a pre-vote: the present one.</param>
/// <param name="LogEnd">End of the candidate's log.</param>
/// <param name="IsPreVote">Whether nothing is to be promised yet.</param>
public readonly record struct VoteRequest(Voter Candidate, Voter Addressee, int Epoch, LogPosition LogEnd, bool IsPreVote);
