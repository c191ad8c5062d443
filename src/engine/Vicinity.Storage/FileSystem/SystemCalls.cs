using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vicinity.Storage;

/// <summary>What the class library does not offer: syncing data without times, and syncing a directory. POSIX.1-2017, fdatasync and fsync.</summary>
internal static partial class SystemCalls
{
    private const int Interrupted = 4;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

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

    private static IOException Failure(string call, string path, int error) =>
        error is NoSpace or QuotaExceeded
            ? new DiskFullException(path, 0, isOfSync: true)
            : new IOException($"{call} of '{path}' failed with error {error}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FullSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDirectory(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);
}
