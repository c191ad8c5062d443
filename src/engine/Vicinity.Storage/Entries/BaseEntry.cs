using System.Buffers;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Bytes of a segment's base, its first entry. Layout: docs/formats/log.md.</summary>
internal static class BaseEntry
{
    /// <summary>Type of the base's record: ours, in files only.</summary>
    private const short Type = 1000;

    private const short Version = 0;

    /// <param name="known">What stands before the segment.</param>
    /// <param name="rewrites">How often compaction has rewritten the segment; ties its index file to it.</param>
    /// <param name="createdMs">The clock when the segment was begun.</param>
    public static byte[] Build(LogBase known, int rewrites, long createdMs)
    {
        var value = new ArrayBufferWriter<byte>();
        var writer = new ByteWriter(value);
        writer.Int16(Version);
        writer.Int32(known.Position.Epoch);
        writer.Int64(known.Position.Offset);
        writer.Int32(rewrites);
        writer.Int32(known.Voters.Count);
        foreach (Voter voter in known.Voters)
        {
            writer.Int32(voter.NodeId);
            writer.Uuid(voter.ReplicaId);
        }
        known.Producers.Write(writer);
        return ControlBatch.Create(known.Position.Offset, known.Position.Epoch, createdMs, Type, value.WrittenSpan);
    }

    /// <summary>Reads a whole entry whose checksum holds.</summary>
    /// <exception cref="InvalidDataException">It is not a base, or its header contradicts it.</exception>
    public static LogBase Parse(ReadOnlySpan<byte> entry, out int rewrites)
    {
        RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
        var reader = new ByteReader(EntryShape.ControlValue(entry, out short type));
        if (type != Type) throw new InvalidDataException($"a control record of type {type} stands where a base must be");
        short version = reader.Int16();
        if (version != Version) throw new InvalidDataException($"version {version} of a base is unknown, {Version} is expected");
        var position = new LogPosition(reader.Int32(), reader.Int64());
        if (position != new LogPosition(header.LeaderEpoch, header.BaseOffset)) throw new InvalidDataException($"the base at {position} stands in a batch of ({header.LeaderEpoch}, {header.BaseOffset})");
        rewrites = reader.Int32();
        var voters = new Voter[reader.Count(20)];
        for (int i = 0; i < voters.Length; i++) voters[i] = new Voter(reader.Int32(), reader.Uuid());
        return new LogBase(position, voters, ProducerSnapshot.Read(ref reader));
    }
}
