using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vicinity.Model;

namespace Vicinity.Protocol;

/// <summary>
/// Writes the protocol's primitive types to an <see cref="IBufferWriter{T}"/>, or only counts their bytes
/// (<see cref="Measuring"/>): sizes stand before contents on this wire, and counting first saves copying later.
/// Call <see cref="Flush"/> at the end.
/// </summary>
public ref partial struct ProtocolWriter
{
    private const int ChunkSize = 512;

    private readonly IBufferWriter<byte>? _output;
    private Span<byte> _chunk;
    private int _used;
    private long _flushed;

    /// <summary>Starts writing to <paramref name="output"/>.</summary>
    public ProtocolWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>Bytes written or counted so far.</summary>
    public readonly long Written => _flushed + _used;

    /// <summary>A writer that stores nothing and only counts.</summary>
    public static ProtocolWriter Measuring() => default;

    /// <summary>Hands what was written over to the output.</summary>
    public void Flush()
    {
        if (_used > 0)
            _output!.Advance(_used);
        _flushed += _used;
        _used = 0;
        _chunk = default;
    }

    /// <summary>Writes 1 or 0.</summary>
    public void WriteBoolean(bool value) => WriteInt8((sbyte)(value ? 1 : 0));

    /// <summary>Writes one byte.</summary>
    public void WriteInt8(sbyte value)
    {
        if (Reserve(1, out var bytes))
            bytes[0] = (byte)value;
    }

    /// <summary>Writes two bytes.</summary>
    public void WriteInt16(short value)
    {
        if (Reserve(2, out var bytes))
            BinaryPrimitives.WriteInt16BigEndian(bytes, value);
    }

    /// <summary>Writes two bytes, unsigned.</summary>
    public void WriteUInt16(ushort value) => WriteInt16((short)value);

    /// <summary>Writes four bytes.</summary>
    public void WriteInt32(int value)
    {
        if (Reserve(4, out var bytes))
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
    }

    /// <summary>Writes eight bytes.</summary>
    public void WriteInt64(long value)
    {
        if (Reserve(8, out var bytes))
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
    }

    /// <summary>Writes 16 bytes in RFC 9562 order.</summary>
    public void WriteUuid(Guid value)
    {
        if (Reserve(16, out var bytes))
            value.TryWriteBytes(bytes, bigEndian: true, out _);
    }

    /// <summary>Writes the code's two bytes.</summary>
    public void WriteErrorCode(ErrorCode value) => WriteInt16((short)value);

    /// <summary>Writes a string; null becomes empty where <paramref name="nullable"/> is false.</summary>
    public void WriteString(string? value, bool flexible, bool nullable)
    {
        var length = value is null ? nullable ? -1 : 0 : Encoding.UTF8.GetByteCount(value);
        if (flexible)
            WriteUnsignedVarint((uint)(length + 1));
        else if (length > short.MaxValue)
            throw new ProtocolException("string", $"{length} bytes", $"at most {short.MaxValue} bytes of UTF-8", Written);
        else
            WriteInt16((short)length);
        if (length > 0 && Reserve(length, out var bytes))
            Encoding.UTF8.GetBytes(value, bytes);
    }

    /// <summary>Writes a byte string; null becomes empty where <paramref name="nullable"/> is false.</summary>
    public void WriteBytes(ReadOnlyMemory<byte>? value, bool flexible, bool nullable)
    {
        var length = value?.Length ?? (nullable ? -1 : 0);
        if (flexible)
            WriteUnsignedVarint((uint)(length + 1));
        else
            WriteInt32(length);
        if (length > 0)
            WriteRaw(value!.Value.Span);
    }

    /// <summary>Writes an array's count; -1 stands for null and becomes 0 where <paramref name="nullable"/> is false.</summary>
    public void WriteArrayCount(int count, bool flexible, bool nullable)
    {
        if (count < 0 && !nullable)
            count = 0;
        if (flexible)
            WriteUnsignedVarint((uint)(count + 1));
        else
            WriteInt32(count);
    }

    /// <summary>Writes an array of 32-bit numbers.</summary>
    public void WriteInt32List(List<int>? values, bool flexible, bool nullable)
    {
        WriteArrayCount(values?.Count ?? -1, flexible, nullable);
        foreach (var value in values ?? [])
            WriteInt32(value);
    }

    /// <summary>Writes an array of strings.</summary>
    public void WriteStringList(List<string>? values, bool flexible, bool nullable)
    {
        WriteArrayCount(values?.Count ?? -1, flexible, nullable);
        foreach (var value in values ?? [])
            WriteString(value, flexible, nullable: false);
    }

    /// <summary>Writes bytes as they are, without a length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        if (_output is null)
        {
            _flushed += bytes.Length;
            return;
        }

        // Large contents go to the output in the pieces it offers, instead of asking it for one huge piece.
        while (bytes.Length > 0)
        {
            if (_used == _chunk.Length)
                NextChunk(1);
            var part = bytes[..Math.Min(bytes.Length, _chunk.Length - _used)];
            part.CopyTo(_chunk[_used..]);
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private bool Reserve(int count, out Span<byte> bytes)
    {
        if (_output is null)
        {
            bytes = default;
            _flushed += count;
            return false;
        }

        if (_chunk.Length - _used < count)
            NextChunk(count);
        bytes = _chunk.Slice(_used, count);
        _used += count;
        return true;
    }

    private void NextChunk(int atLeast)
    {
        Flush();
        _chunk = _output!.GetSpan(Math.Max(atLeast, ChunkSize));
    }
}
