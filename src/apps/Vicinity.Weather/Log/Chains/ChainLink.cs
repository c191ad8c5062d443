using System.Buffers.Binary;

namespace Vicinity.Weather;

/// <summary>Which place a record has in the chain of its partition: what it follows, and what the next one has to name.</summary>
/// <param name="Number">Number of the record; those of a chain rise one by one.</param>
/// <param name="Writer">Who wrote it: an id that is drawn anew whenever a writer builds its state up. With the number it names the record.</param>
/// <param name="Previous">Who wrote the record of the number before; the id of zeros where a chain begins.</param>
public readonly record struct ChainLink(long Number, Guid Writer, Guid Previous)
{
    /// <summary>Bytes of a link.</summary>
    public const int Bytes = 40;

    /// <summary>Whether the chain begins with it, because its writer found nothing to go on from.</summary>
    public bool Begins => Previous == Guid.Empty;

    /// <summary>Writes it as <see cref="Bytes"/> bytes.</summary>
    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output, Number);
        Writer.TryWriteBytes(output[8..], bigEndian: true, out _);
        Previous.TryWriteBytes(output[24..], bigEndian: true, out _);
    }

    /// <summary>Reads it; false where the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ChainLink link)
    {
        link = default;
        if (bytes.Length != Bytes) return false;
        link = new ChainLink(BinaryPrimitives.ReadInt64LittleEndian(bytes), new Guid(bytes[8..24], bigEndian: true), new Guid(bytes[24..40], bigEndian: true));
        return link.Number >= 0 && link.Writer != Guid.Empty;
    }
}
