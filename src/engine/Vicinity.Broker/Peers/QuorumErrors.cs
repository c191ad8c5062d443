using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The quorum's refusals as the protocol's errors, and back.</summary>
internal static class QuorumErrors
{
    public static ErrorCode ToCode(QuorumError error) => error switch
    {
        QuorumError.None => ErrorCode.None,
        QuorumError.FencedLeaderEpoch => ErrorCode.FencedLeaderEpoch,
        QuorumError.UnknownLeaderEpoch => ErrorCode.UnknownLeaderEpoch,
        QuorumError.InvalidVoterKey => ErrorCode.InvalidVoterKey,
        _ => ErrorCode.NotLeaderOrFollower,
    };

    /// <summary>Null for errors that no quorum gives: the replica is not there, or out of service.</summary>
    public static QuorumError? FromCode(ErrorCode code) => code switch
    {
        ErrorCode.None => QuorumError.None,
        ErrorCode.FencedLeaderEpoch => QuorumError.FencedLeaderEpoch,
        ErrorCode.UnknownLeaderEpoch => QuorumError.UnknownLeaderEpoch,
        ErrorCode.InvalidVoterKey => QuorumError.InvalidVoterKey,
        ErrorCode.NotLeaderOrFollower => QuorumError.NotLeader,
        _ => null,
    };
}
