using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vicinity.Storage;

/// <summary>
/// What the class library does not offer: syncing data without times, syncing a directory, and telling whether two files are one. POSIX.1-2017, fdatasync and fsync;
/// Linux, statx(2), whose layout is the same on every processor.
/// </summary>
internal static partial class SystemCalls
{
    private const int Interrupted = 4;
    private const int NoEntry = 2;
    private const int NotADirectory = 20;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private const int CurrentDirectory = -100;
    private const int OfDescriptor = 0x1000;
    private const uint WantedInode = 0x100;
    private const int StatusBytes = 256;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>True for the errors that mean: no room on the disk, or none left to this user.</summary>
    public static bool IsDiskFull(IOException e) => e.HResult is NoSpace or QuotaExceeded or WindowsDiskFull;

    /// <summary>Data and length of the file to disk.</summary>
    public static void SyncData(SafeFileHandle handle, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }
        while (DataSync(handle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw Failure("fdatasync", path, error);
        }
    }

    /// <summary>Names in the directory to disk. On Windows the file system's journal does it by itself.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = OpenDirectory(path, 0);
        if (descriptor < 0) throw Failure("open", path, Marshal.GetLastPInvokeError());
        try
        {
            while (FullSync(descriptor) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Interrupted) throw Failure("fsync", path, error);
            }
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    /// <summary>Linux: whether a path leads to the file that is open, by device and inode; null when the system does not say.</summary>
    public static bool? IsFileAt(SafeFileHandle handle, string path)
    {
        Span<byte> open = stackalloc byte[StatusBytes];
        Span<byte> there = stackalloc byte[StatusBytes];
        try
        {
            if (StatusOf(handle, "", OfDescriptor, WantedInode, ref MemoryMarshal.GetReference(open)) != 0) return null;
            if (StatusOf(CurrentDirectory, path, 0, WantedInode, ref MemoryMarshal.GetReference(there)) != 0)
                return Marshal.GetLastPInvokeError() is NoEntry or NotADirectory ? false : null;
        }
        catch (EntryPointNotFoundException)
        {
            return File.Exists(path) ? null : false;
        }

        return open.Slice(InodeAt, sizeof(ulong)).SequenceEqual(there.Slice(InodeAt, sizeof(ulong)))
            && open.Slice(DeviceAt, sizeof(ulong)).SequenceEqual(there.Slice(DeviceAt, sizeof(ulong)));
    }

    private static IOException Failure(string call, string path, int error) =>
        error is NoSpace or QuotaExceeded
            ? new DiskFullException(path, 0, isOfSync: true)
            : new IOException($"{call} of '{path}' failed with error {error}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FullSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOf(SafeFileHandle descriptor, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOf(int directory, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);
}
