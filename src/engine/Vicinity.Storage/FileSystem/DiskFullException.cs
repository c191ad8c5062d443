namespace Vicinity.Storage;

/// <summary>The file system had no room for a write. What was synced before is untouched.</summary>
/// <param name="path">File that was being written.</param>
/// <param name="bytes">Size of what did not fit.</param>
/// <param name="inner">The system's error.</param>
/// <param name="isOfSync">Whether it was a sync that failed.</param>
public sealed class DiskFullException(string path, long bytes, Exception? inner = null, bool isOfSync = false)
    : IOException($"no space left on the disk for {bytes} bytes of '{path}': free space, and what waits for it goes on", inner)
{
    /// <summary>File that was being written.</summary>
    public string Path { get; } = path;

    /// <summary>Size of the write that did not fit.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Whether it was a write that found no room. After a failed sync it is not known what of earlier writes is on disk; a failed write leaves no doubt about them.</summary>
    public bool IsOfWrite => !isOfSync;
}
