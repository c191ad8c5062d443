using System.Buffers.Binary;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>
/// What stands beside the windows in a record of the topic of windows, as its header <c>chain</c>: its place in the chain, and from where a proxy that takes over has to read to know what this one knew.
/// </summary>
/// <param name="Link">Its place in the chain.</param>
/// <param name="Base">Offset, in the windows, of a record that its writer knows to count: no window before it can change any more; -1 for the beginning.</param>
/// <param name="Final">Windows that end here or earlier do not change any more; <see cref="Step.None"/> for none.</param>
/// <param name="Watermark">Windows that end here or earlier are closed in all partitions.</param>
/// <param name="Steps">For each partition of the steps, the offset of a step that counts, from which on to read; -1 for the beginning.</param>
public sealed record WindowsMark(ChainLink Link, long Base, long Final, long Watermark, IReadOnlyList<long> Steps)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "chain";

    /// <summary>Most partitions.</summary>
    public const int MostPartitions = 10_000;

    private const byte Version = 1;
    private const int Head = 1 + ChainLink.Bytes + 3 * 8 + 4;

    /// <summary>Writes it.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Head + 8 * Steps.Count];
        Span<byte> span = bytes;
        span[0] = Version;
        Link.Write(span[1..]);
        int at = 1 + ChainLink.Bytes;
        foreach (long number in (ReadOnlySpan<long>)[Base, Final, Watermark])
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], number);
            at += 8;
        }
        BinaryPrimitives.WriteInt32LittleEndian(span[at..], Steps.Count);
        at += 4;
        foreach (long offset in Steps)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], offset);
            at += 8;
        }
        return bytes;
    }

    /// <summary>Reads it; null where the bytes are none.</summary>
    public static WindowsMark? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head || bytes[0] != Version || !ChainLink.TryRead(bytes[1..(1 + ChainLink.Bytes)], out ChainLink link)) return null;
        int at = 1 + ChainLink.Bytes;
        long from = BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]), final = BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + 8)..]), watermark = BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + 16)..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 24)..]);
        if (from < -1 || count is < 0 or > MostPartitions || bytes.Length != Head + 8 * count) return null;
        var steps = new long[count];
        for (int i = 0; i < count; i++)
        {
            steps[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(Head + 8 * i)..]);
            if (steps[i] < -1) return null;
        }
        return new WindowsMark(link, from, final, watermark, steps);
    }

    /// <summary>Reads that of a record; null where it has none.</summary>
    public static WindowsMark? Of(IReadOnlyList<RecordHeader> headers)
    {
        foreach (RecordHeader header in headers)
            if (header.Key == Header && header.Value is { } value) return TryRead(value.Span);
        return null;
    }
}
