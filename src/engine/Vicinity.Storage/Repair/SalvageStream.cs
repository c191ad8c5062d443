using System.Buffers.Binary;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// Reads a segment file from front to back and hands out whole entries whose form and checksum are right; what cannot be read is passed over. Behind a damaged
/// entry the next one is where its length says, if one is there that follows it; otherwise it is looked for byte by byte. How much is checked for that is
/// bounded, whatever the bytes are.
/// </summary>
internal sealed class SalvageStream(IFile file)
{
    private const int WindowBytes = 1 << 20;
    private const int MagicAt = 16;
    private const int ChecksPerByte = 4;

    private readonly long _fileBytes = file.Length;
    private EntryStream _stream = new(file, 0, file.Length);
    private long _checksLeft = Math.Max(file.Length * ChecksPerByte, WindowBytes);

    /// <summary>First byte behind the entry handed out last.</summary>
    public long Position => _stream.Position;

    /// <summary>Size of the file.</summary>
    public long FileBytes => _fileBytes;

    /// <summary>Why the bytes before the entry handed out last were passed over, or why there are no more; null when there was nothing wrong.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next entry, valid until the next call; empty when there is none.</summary>
    /// <param name="expectedOffset">Offset behind the entry before; no later entry begins before it.</param>
    public ReadOnlySpan<byte> Next(long expectedOffset)
    {
        Fault = null;
        ReadOnlySpan<byte> entry = _stream.Next();
        if (!entry.IsEmpty || _stream.Fault is null) return entry;
        long at = _stream.Position;
        Fault = $"byte {at} of '{file.Path}': {_stream.Fault}";
        if ((Behind(at) ?? Search(at + 1, expectedOffset)) is not long next) return default;
        _stream = new EntryStream(file, next, _fileBytes);
        return _stream.Next();
    }

    /// <summary>Where the entry behind a damaged one begins, if the damaged one's header is right and that entry follows it.</summary>
    private long? Behind(long at)
    {
        Span<byte> bytes = stackalloc byte[BatchLayout.HeaderBytes];
        if (file.Read(bytes, at) < bytes.Length || !RecordBatchHeader.TryRead(bytes, out RecordBatchHeader damaged) || !damaged.IsEntry()) return null;
        long next = at + damaged.SizeInBytes;
        if (next >= _fileBytes) return null;
        ReadOnlySpan<byte> entry = Whole(next);
        return !entry.IsEmpty && RecordBatchHeader.TryRead(entry, out RecordBatchHeader header) && header.BaseOffset == damaged.NextOffset ? next : null;
    }

    private long? Search(long from, long expectedOffset)
    {
        byte[] window = new byte[Math.Min(WindowBytes, Math.Max(BatchLayout.HeaderBytes, _fileBytes - from))];
        for (long start = from; start + BatchLayout.HeaderBytes <= _fileBytes; start += window.Length - BatchLayout.HeaderBytes + 1)
        {
            int read = file.Read(window.AsSpan(0, (int)Math.Min(window.Length, _fileBytes - start)), start);
            for (int i = 0; i + BatchLayout.HeaderBytes <= read; i++)
            {
                if (window[i + MagicAt] != BatchLayout.Magic || BinaryPrimitives.ReadInt64BigEndian(window.AsSpan(i)) < expectedOffset) continue;
                if (!RecordBatchHeader.TryRead(window.AsSpan(i, BatchLayout.HeaderBytes), out RecordBatchHeader header) || !header.IsEntry() || header.SizeInBytes > _fileBytes - start - i) continue;
                if (_checksLeft < 0) return null;
                if (!Whole(start + i).IsEmpty) return start + i;
            }

            if (read < window.Length) return null;
        }

        return null;
    }

    private ReadOnlySpan<byte> Whole(long at)
    {
        var stream = new EntryStream(file, at, _fileBytes, EntryStream.SmallPieceBytes);
        ReadOnlySpan<byte> entry = stream.Next();
        Span<byte> bytes = stackalloc byte[BatchLayout.HeaderBytes];
        if (file.Read(bytes, at) == bytes.Length && RecordBatchHeader.TryRead(bytes, out RecordBatchHeader header)) _checksLeft -= header.SizeInBytes;
        return entry;
    }
}
