using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Reads a segment file from front to back in pieces and hands out whole entries whose form and checksum are right.</summary>
internal sealed class EntryStream(IFile file, long position, long fileBytes, int pieceBytes = EntryStream.LargePieceBytes)
{
    /// <summary>Piece for reading a whole file.</summary>
    public const int LargePieceBytes = 1 << 20;

    /// <summary>Piece for reading one small entry.</summary>
    public const int SmallPieceBytes = 4096;

    private byte[] _buffer = new byte[Math.Clamp(fileBytes - position, BatchLayout.HeaderBytes, pieceBytes)];
    private int _start;
    private int _count;

    /// <summary>First byte behind the entry handed out last.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Why there was no further entry; null at the end of the file.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next entry, valid until the next call; empty if there is none.</summary>
    public ReadOnlySpan<byte> Next()
    {
        long left = fileBytes - Position;
        if (left == 0) return default;
        if (left < BatchLayout.HeaderBytes) return Stop($"{left} bytes are less than the header of an entry");
        if (!Fill(BatchLayout.HeaderBytes)) return Stop("the file is shorter than it was");
        if (!RecordBatchHeader.TryRead(_buffer.AsSpan(_start, BatchLayout.HeaderBytes), out RecordBatchHeader header) || !header.IsEntry()) return Stop("no entry begins here");
        if (header.SizeInBytes > LogOptions.MaxEntryBytes) return Stop($"the entry claims {header.SizeInBytes} bytes, at most {LogOptions.MaxEntryBytes} are allowed");
        if (header.SizeInBytes > left) return Stop($"the entry has {header.SizeInBytes} bytes and the file only {left} more");
        if (!Fill(header.SizeInBytes)) return Stop("the file is shorter than it was");
        ReadOnlySpan<byte> entry = _buffer.AsSpan(_start, header.SizeInBytes);
        if (RecordBatch.ComputeCrc(entry) != header.Crc) return Stop("the checksum of the entry is wrong");
        _start += entry.Length;
        _count -= entry.Length;
        Position += entry.Length;
        return entry;
    }

    private ReadOnlySpan<byte> Stop(string fault)
    {
        Fault = fault;
        return default;
    }

    private bool Fill(int wanted)
    {
        if (_count >= wanted) return true;
        byte[] target = wanted > _buffer.Length ? new byte[wanted + pieceBytes] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, _count);
        _buffer = target;
        _start = 0;
        int room = (int)Math.Min(_buffer.Length - _count, fileBytes - Position - _count);
        _count += file.Read(_buffer.AsSpan(_count, room), Position + _count);
        return _count >= wanted;
    }
}
