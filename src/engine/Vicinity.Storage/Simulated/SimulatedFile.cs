namespace Vicinity.Storage;

/// <summary>An open file of <see cref="SimulatedFileSystem"/>; dead after the power failed.</summary>
internal sealed class SimulatedFile(SimulatedFileSystem disk, SimulatedContent content, string path, int powerCycle, bool writable) : IFile
{
    private bool _disposed;

    public string Path { get; } = path;

    public long Length => disk.Access(this, powerCycle, () => content.Length);

    public int Read(Span<byte> destination, long at)
    {
        lock (disk.Gate)
        {
            Require();
            disk.Strike(FileOperation.Read, Path);
            return content.Read(destination, at);
        }
    }

    public void Write(ReadOnlySpan<byte> source, long at)
    {
        lock (disk.Gate)
        {
            Require();
            RequireWritable();
            disk.CountChange(Path);
            if (disk.IsStruck(FileOperation.Write, Path))
            {
                content.Write(source[..(source.Length / 2)], at);
                throw SimulatedFileSystem.Failure(FileOperation.Write, Path);
            }
            long fits = disk.Reserve(content.Length, at + source.Length);
            if (fits < at + source.Length)
            {
                if (fits > at) content.Write(source[..(int)(fits - at)], at);
                throw new DiskFullException(Path, source.Length);
            }
            content.Write(source, at);
        }
    }

    public void SetLength(long length)
    {
        lock (disk.Gate)
        {
            Require();
            RequireWritable();
            disk.CountChange(Path);
            disk.Strike(FileOperation.SetLength, Path);
            if (disk.Reserve(content.Length, length) < length) throw new DiskFullException(Path, length);
            content.SetLength(length);
        }
    }

    public void Sync()
    {
        lock (disk.Gate)
        {
            Require();
            disk.CountChange(Path);
            if (disk.IsStruck(FileOperation.Sync, Path))
            {
                content.FailSync();
                throw SimulatedFileSystem.Failure(FileOperation.Sync, Path);
            }
            if (!disk.SyncsLie) content.Sync();
        }
    }

    public void Dispose() => _disposed = true;

    internal void Require()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        disk.RequirePower(powerCycle);
    }

    private void RequireWritable()
    {
        if (!writable) throw new UnauthorizedAccessException($"'{Path}' was opened for reading only");
    }
}
