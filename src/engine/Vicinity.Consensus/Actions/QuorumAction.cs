using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// What the driver has to do, in the order in which it is given. An action on the disk is complete, and on disk where it says so, before the next
/// action begins and before the answer to the request that caused it leaves. A failed one is a crash of the replica (rule D7): the driver drops
/// the state machine and everything that is left.
/// </summary>
public abstract record QuorumAction;

/// <summary>Record epoch and vote; on disk before the next action (rule D1).</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Voted">The replica that this one voted for in it, or none.</param>
public sealed record RecordVote(int Epoch, Voter? Voted) : QuorumAction;

/// <summary>Append the marker of an epoch that this replica leads, and sync the log; on disk before the next action (rules L1, D4).</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Voters">The voter set in force from here on.</param>
public sealed record AppendMarker(int Epoch, IReadOnlyList<Voter> Voters) : QuorumAction;

/// <summary>
/// Append the entries that came with the answer just given, if they continue the log (rule F3; else drop them, report, and call
/// <see cref="QuorumReplica.OnAppendRefused"/>); then begin a sync and call <see cref="QuorumReplica.OnSynced"/> when it is done. Need not be on disk before the next action.
/// </summary>
/// <param name="Epoch">The current epoch: no entry may be of a later one.</param>
public sealed record AppendFetched(int Epoch) : QuorumAction;

/// <summary>Cut the log to this end; on disk before the next action (rules T2, D6, D9).</summary>
/// <param name="End">The new end, a position of the log.</param>
public sealed record CutLog(LogPosition End) : QuorumAction;

/// <summary>Get the leader's base (FetchSnapshot), then call <see cref="QuorumReplica.OnBase"/> with its position.</summary>
/// <param name="LeaderId">Node that leads.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Base">Position of the base.</param>
public sealed record FetchBase(int LeaderId, int Epoch, LogPosition Base) : QuorumAction;

/// <summary>Drop the log and take the base that was given; on disk, as one step, before the next action (rules S2, D9).</summary>
/// <param name="Base">Its position.</param>
public sealed record TakeBase(LogPosition Base) : QuorumAction;

/// <summary>
/// Fetch from a node, from the end of the log, which is synced up to there (rule D2). Replaces every Fetch of this replica that is still under way
/// to the same node.
/// </summary>
/// <param name="NodeId">The leader, or a voter that may know it.</param>
/// <param name="Epoch">The epoch to name.</param>
/// <param name="Position">End of the log.</param>
public sealed record SendFetch(int NodeId, int Epoch, LogPosition Position) : QuorumAction;

/// <summary>Send a request for a vote; give the answer to <see cref="QuorumReplica.OnVoteAnswer"/>. May be lost.</summary>
/// <param name="Request">The request.</param>
public sealed record SendVote(VoteRequest Request) : QuorumAction;

/// <summary>Send BeginQuorumEpoch; give the answer to <see cref="QuorumReplica.OnEpochAnswer"/>. May be lost.</summary>
/// <param name="Message">The message.</param>
public sealed record SendBeginEpoch(BeginEpoch Message) : QuorumAction;

/// <summary>Send EndQuorumEpoch to a voter; its answer may be dropped. May be lost.</summary>
/// <param name="To">The voter.</param>
/// <param name="Message">The message.</param>
public sealed record SendEndEpoch(Voter To, EndEpoch Message) : QuorumAction;

/// <summary>A rule was broken; the text names the replica that broke it. Stop this replica and report (rules E8, T3).</summary>
/// <param name="Reason">What was seen.</param>
public sealed record StopReplica(string Reason) : QuorumAction;
