namespace Vicinity.Broker;

/// <summary>
/// What groups take, in bytes: an estimate from above of the memory, and a bound of the record that stores a group. Everything that a client can make longer is counted, and each
/// thing with a part of its own, so that many small ones count as well.
/// </summary>
internal static class GroupSize
{
    /// <summary>A group without members and offsets, but for its texts.</summary>
    public const int Group = 1024;

    private const int PerMember = 512;
    private const int PerProtocol = 64;
    private const int PerPendingId = 256;
    private const int PerOffset = 256;

    // Of UTF-16 in memory, and at most of UTF-8 in the log.
    private const int PerCharacter = 3;

    /// <summary>A member without its assignment.</summary>
    public static long Member(string id, string? instanceId, string clientId, string clientHost, IReadOnlyList<GroupProtocol> protocols)
    {
        long bytes = PerMember + Text(id) + Text(instanceId) + Text(clientId) + Text(clientHost);
        foreach (GroupProtocol protocol in protocols) bytes += PerProtocol + Text(protocol.Name) + protocol.Metadata.Length;
        return bytes;
    }

    /// <summary>A member id that was given out and not used yet.</summary>
    public static long PendingId(string id) => PerPendingId + Text(id);

    /// <summary>A committed offset.</summary>
    public static long Offset(string topic, string metadata) => PerOffset + Text(topic) + Text(metadata);

    /// <summary>A text.</summary>
    public static long Text(string? text) => (long)PerCharacter * (text?.Length ?? 0);
}
