using Microsoft.Win32.SafeHandles;

namespace Vicinity.Storage;

/// <summary>A lock file of the machine.</summary>
internal sealed class PhysicalFileLock(SafeFileHandle handle, string path) : IFileLock
{
    /// <inheritdoc/>
    public bool IsInPlace =>
        OperatingSystem.IsLinux() ? SystemCalls.IsFileAt(handle, path) != false
        // Windows neither removes nor renames what is open without leave to, and no folder above it.
        : OperatingSystem.IsWindows() || File.Exists(path);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
