namespace Vicinity.Storage;

/// <summary>
/// Entries that were known to be on disk cannot be read. The replica may have acknowledged them, so it must not go on under its
/// uuid with a shorter log: it gives up its folder and comes back as a new, empty replica.
/// </summary>
public sealed class LogDamagedException(string path, long position, string reason)
    : IOException($"'{path}' is damaged at byte {position}: {reason}; entries that may have been acknowledged are lost here")
{
    /// <summary>File in which the damage was found.</summary>
    public string Path { get; } = path;

    /// <summary>First byte that cannot be read as part of the log.</summary>
    public long Position { get; } = position;
}
