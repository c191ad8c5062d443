using System.Buffers;
using System.Runtime.InteropServices;

namespace Vicinity.Broker;

/// <summary>
/// Bytes of frames that arrive or wait to be sent, outside the garbage collector's heap: a buffer that is given back is the system's again at once, and a large one
/// grows without being copied. Used by one thread at a time; memory of a buffer that was emptied meanwhile throws instead of reading what is another's.
/// </summary>
internal sealed unsafe partial class FrameBuffer : MemoryManager<byte>
{
    // glibc maps large blocks alone, and gives such a block back to the system when it is freed; but each one freed raises the size from which it does so, up to 32 MiB,
    // until that size is set (mallopt(3)).
    private const int MapThreshold = -3;
    private const int MappedFrom = 128 * 1024;

    private byte* _bytes;

    static FrameBuffer()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetAllocator(MapThreshold, MappedFrom);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library (musl), which has no such size.
        }
    }

    /// <summary>Bytes that it holds; 0 when it was emptied.</summary>
    public int Capacity { get; private set; }

    /// <summary>Grows or shrinks it; what it holds stays as far as it fits.</summary>
    public void Resize(int capacity)
    {
        if (capacity == Capacity) return;
        if (capacity == 0)
        {
            Capacity = 0;
            NativeMemory.Free(_bytes);
            _bytes = null;
            return;
        }

        _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)capacity);
        Capacity = capacity;
    }

    public override Span<byte> GetSpan() => new(_bytes, Capacity);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Capacity);
        return new MemoryHandle(_bytes + elementIndex);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => Resize(0);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAllocator(int parameter, int value);
}
