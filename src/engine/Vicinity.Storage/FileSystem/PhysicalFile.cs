using Microsoft.Win32.SafeHandles;

namespace Vicinity.Storage;

/// <summary>A file of the operating system, by position, without a buffer of its own.</summary>
internal sealed class PhysicalFile(string path, SafeFileHandle handle) : IFile
{
    public string Path { get; } = path;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> destination, long at)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[total..], at + total);
            if (read == 0) break;
            total += read;
        }
        return total;
    }

    public void Write(ReadOnlySpan<byte> source, long at)
    {
        try
        {
            RandomAccess.Write(handle, source, at);
        }
        catch (IOException e) when (SystemCalls.IsDiskFull(e))
        {
            throw new DiskFullException(Path, source.Length, e);
        }
    }

    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (IOException e) when (SystemCalls.IsDiskFull(e))
        {
            throw new DiskFullException(Path, length, e);
        }
    }

    public void Sync() => SystemCalls.SyncData(handle, Path);

    public void Dispose() => handle.Dispose();
}
