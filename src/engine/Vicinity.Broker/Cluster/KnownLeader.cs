using System.Collections.Immutable;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>The leader of a partition.</summary>
/// <param name="Epoch">Epoch of the leader.</param>
/// <param name="LeaderId">Its node.</param>
/// <param name="Voters">The voters by the leader's committed marker; empty while it is not known to be committed.</param>
internal sealed record KnownLeader(int Epoch, int LeaderId, ImmutableArray<Voter> Voters);
