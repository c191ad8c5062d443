namespace Vicinity.Broker;

/// <summary>An assignor that a member supports, and the member's bytes for it, which only members understand.</summary>
internal sealed record GroupProtocol(string Name, byte[] Metadata)
{
    /// <summary>Whether two lists name the same protocols, in the same order, with the same bytes.</summary>
    public static bool Same(IReadOnlyList<GroupProtocol> left, IReadOnlyList<GroupProtocol> right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (left[i].Name != right[i].Name || !left[i].Metadata.AsSpan().SequenceEqual(right[i].Metadata)) return false;
        }

        return true;
    }
}
