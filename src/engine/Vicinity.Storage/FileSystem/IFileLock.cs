namespace Vicinity.Storage;

/// <summary>A file that this caller alone holds as a lock; disposing it, or the end of the process, releases it. Thread-safe.</summary>
public interface IFileLock : IDisposable
{
    /// <summary>
    /// Whether the file under the path is still the one that is held: false when it, or a folder above it, was removed, renamed or replaced. True where the
    /// system refuses to say.
    /// </summary>
    bool IsInPlace { get; }
}
