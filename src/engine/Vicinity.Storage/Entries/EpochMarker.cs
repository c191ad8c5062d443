using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>The first entry of an epoch: its leader, and the voters from here on. Takes no offset.</summary>
/// <param name="Epoch">The epoch that it begins, from 1.</param>
/// <param name="Offset">End of the log before it, and offset of the first record after it.</param>
/// <param name="LeaderId">Node that leads the epoch.</param>
/// <param name="TimestampMs">The leader's clock, milliseconds since 1970 UTC.</param>
/// <param name="Voters">The whole voter set.</param>
public sealed record EpochMarker(int Epoch, long Offset, int LeaderId, long TimestampMs, IReadOnlyList<Voter> Voters);
