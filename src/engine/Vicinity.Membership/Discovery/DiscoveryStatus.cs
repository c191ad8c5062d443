using System.Net;

namespace Vicinity.Membership;

/// <summary>How far discovery has come, for messages to people.</summary>
/// <param name="Asked">Questions sent since it began, or began again.</param>
/// <param name="Expect">Nodes that are waited for: the highest number that this node or one that it hears was given.</param>
/// <param name="Heard">Nodes without a cluster that ask as well.</param>
/// <param name="Leaves">Whether one of those is to found.</param>
public sealed record DiscoveryStatus(int Asked, int Expect, IReadOnlyList<IPEndPoint> Heard, bool Leaves);
