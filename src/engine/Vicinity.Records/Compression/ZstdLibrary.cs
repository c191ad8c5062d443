using System.Runtime.InteropServices;

namespace Vicinity.Records;

/// <summary>The functions of libzstd (1.3 and later), looked up once.</summary>
internal sealed unsafe class ZstdLibrary
{
    private static readonly Lazy<ZstdLibrary?> Instance = new(Load);

    private readonly delegate* unmanaged[Cdecl]<nuint, nuint> _compressBound;
    private readonly delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, int, nuint> _compress;
    private readonly delegate* unmanaged[Cdecl]<nuint, uint> _isError;
    private readonly delegate* unmanaged[Cdecl]<nuint, nint> _errorName;
    private readonly delegate* unmanaged[Cdecl]<nint> _createContext;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _freeContext;
    private readonly delegate* unmanaged[Cdecl]<nint, Buffer*, Buffer*, nuint> _decompressStream;

    private ZstdLibrary(nint handle)
    {
        _compressBound = (delegate* unmanaged[Cdecl]<nuint, nuint>)NativeLibrary.GetExport(handle, "ZSTD_compressBound");
        _compress = (delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, int, nuint>)NativeLibrary.GetExport(handle, "ZSTD_compress");
        _isError = (delegate* unmanaged[Cdecl]<nuint, uint>)NativeLibrary.GetExport(handle, "ZSTD_isError");
        _errorName = (delegate* unmanaged[Cdecl]<nuint, nint>)NativeLibrary.GetExport(handle, "ZSTD_getErrorName");
        _createContext = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(handle, "ZSTD_createDCtx");
        _freeContext = (delegate* unmanaged[Cdecl]<nint, nuint>)NativeLibrary.GetExport(handle, "ZSTD_freeDCtx");
        _decompressStream = (delegate* unmanaged[Cdecl]<nint, Buffer*, Buffer*, nuint>)NativeLibrary.GetExport(handle, "ZSTD_decompressStream");
    }

    /// <summary>The library, or null when the machine has none.</summary>
    public static ZstdLibrary? TryGet() => Instance.Value;

    public nuint CompressBound(nuint size) => _compressBound(size);

    public nuint Compress(byte* to, nuint capacity, byte* from, nuint size, int level) => _compress(to, capacity, from, size, level);

    public nint CreateContext() => _createContext();

    public void FreeContext(nint context) => _freeContext(context);

    public nuint DecompressStream(nint context, Buffer* output, Buffer* input) => _decompressStream(context, output, input);

    public void ThrowIfError(nuint result)
    {
        if (_isError(result) != 0) throw new RecordFormatException($"zstd: {Marshal.PtrToStringUTF8(_errorName(result))}");
    }

    private static ZstdLibrary? Load()
    {
        foreach (string name in new[] { "libzstd.so.1", "libzstd.so", "libzstd.1.dylib", "libzstd.dylib", "/opt/homebrew/lib/libzstd.1.dylib", "libzstd.dll", "zstd.dll" })
            if (NativeLibrary.TryLoad(name, out nint handle)) return new ZstdLibrary(handle);
        return null;
    }

    /// <summary>Both ZSTD_inBuffer and ZSTD_outBuffer: address, size, bytes used of it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Buffer
    {
        public byte* Bytes;
        public nuint Size;
        public nuint Position;
    }
}
