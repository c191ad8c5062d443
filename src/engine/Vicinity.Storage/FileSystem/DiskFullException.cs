namespace Vicinity.Storage;

/// <summary>The file system had no room for a write. What was synced before is untouched.</summary>
public sealed class DiskFullException(string path, long bytes, Exception? inner = null)
    : IOException($"no space left on the disk for {bytes} bytes of '{path}': free space or move the data folder, then start the replica again", inner)
{
    /// <summary>File that was being written.</summary>
    public string Path { get; } = path;

    /// <summary>Size of the write that did not fit.</summary>
    public long Bytes { get; } = bytes;
}
