namespace Vicinity.Storage;

/// <summary>
/// An open file. Reads may run on any number of threads beside one writer and one thread that syncs; two writers at once are
/// the caller's mistake. Every method throws <see cref="IOException"/> when the system refuses.
/// </summary>
public interface IFile : IDisposable
{
    /// <summary>Path under which the file was opened.</summary>
    string Path { get; }

    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from byte <paramref name="at"/> on, and returns how much was there; less than asked only at the file's end.</summary>
    int Read(Span<byte> destination, long at);

    /// <summary>Writes all of <paramref name="source"/> at byte <paramref name="at"/>, with one system call where the system takes it whole. After an error any part of it may be there.</summary>
    /// <exception cref="DiskFullException">There was no room for all of it.</exception>
    void Write(ReadOnlySpan<byte> source, long at);

    /// <summary>Cuts the file, or extends it by zeros.</summary>
    void SetLength(long length);

    /// <summary>
    /// Returns when everything written before the call, and the length, is on disk. The file's name need not be:
    /// that is <see cref="IFileSystem.SyncFolder"/>. After an error nothing is known of what was written since the last success,
    /// and a later success says nothing about it.
    /// </summary>
    void Sync();
}
