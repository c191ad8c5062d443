using System.Buffers;

namespace Vicinity.Client;

/// <summary>The bytes of one answer. Several users can hold it; the last one gives a pooled array back. Thread-safe.</summary>
internal sealed class FrameLease
{
    private readonly bool _pooled;
    private byte[]? _bytes;
    private int _holders = 1;

    public FrameLease(int size, bool pooled)
    {
        _pooled = pooled;
        _bytes = pooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
        Memory = _bytes.AsMemory(0, size);
    }

    /// <summary>The answer, without the size before it.</summary>
    public Memory<byte> Memory { get; }

    public void AddHolder() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        byte[]? bytes = Interlocked.Exchange(ref _bytes, null);
        if (_pooled && bytes is not null) ArrayPool<byte>.Shared.Return(bytes);
    }
}
