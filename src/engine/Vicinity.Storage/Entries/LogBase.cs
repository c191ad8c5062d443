using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>What a replica knows of the log before its first entry.</summary>
/// <param name="Position">Epoch and offset behind the last entry before it.</param>
/// <param name="Voters">The voters then in force; none if unknown.</param>
/// <param name="Producers">The idempotent producers then known.</param>
public sealed record LogBase(LogPosition Position, IReadOnlyList<Voter> Voters, ProducerSnapshot Producers)
{
    /// <summary>Base of a partition that never held anything.</summary>
    public static LogBase Empty { get; } = new(LogPosition.Zero, [], ProducerSnapshot.Empty);

    /// <summary>The bytes in which a base goes to another replica.</summary>
    public byte[] ToBytes() => BaseEntry.Build(this, 0, 0);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or no base.</exception>
    public static LogBase FromBytes(ReadOnlySpan<byte> bytes) =>
        RecordBatchHeader.TryRead(bytes, out RecordBatchHeader header) && header.SizeInBytes == bytes.Length && header.IsEntry() && RecordBatch.CrcMatches(bytes)
            ? BaseEntry.Parse(bytes, out _)
            : throw new InvalidDataException($"{bytes.Length} bytes are not a whole base, or its checksum is wrong");
}
