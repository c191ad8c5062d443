using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Compares the epoch that a client believes in with the replica's (KIP-320).</summary>
internal static class LeaderEpochs
{
    /// <summary>None for -1 (the client does not say) and for equality; else the error for the side that is behind.</summary>
    public static ErrorCode Check(int clientEpoch, Replica replica) =>
        clientEpoch < 0 || clientEpoch == replica.Epoch ? ErrorCode.None
        : clientEpoch < replica.Epoch ? ErrorCode.FencedLeaderEpoch
        : ErrorCode.UnknownLeaderEpoch;
}
