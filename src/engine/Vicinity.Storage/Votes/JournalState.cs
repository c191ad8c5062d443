using System.Buffers;
using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>What the vote journal says of each replica, and the records that say it. Not thread-safe.</summary>
internal sealed class JournalState
{
    private const byte VoteKind = 1;
    private const byte BoundKind = 2;
    private const byte ForgottenKind = 3;

    private readonly Dictionary<Guid, VoteRecord> _votes = [];
    private readonly Dictionary<Guid, SyncedBound> _bounds = [];

    public int Count => _votes.Count + _bounds.Count;

    public IEnumerable<Guid> Replicas => _votes.Keys.Union(_bounds.Keys);

    public VoteRecord? VoteOf(Guid replica) => _votes.GetValueOrDefault(replica);

    public SyncedBound BoundOf(Guid replica) => _bounds.GetValueOrDefault(replica, SyncedBound.None);

    public static void WriteVote(ByteWriter writer, Guid replica, VoteRecord vote)
    {
        writer.Byte(VoteKind);
        writer.Uuid(replica);
        writer.Int32(vote.Epoch);
        writer.Byte(vote.Voted is null ? (byte)0 : (byte)1);
        writer.Int32(vote.Voted?.NodeId ?? -1);
        writer.Uuid(vote.Voted?.ReplicaId ?? Guid.Empty);
    }

    public static void WriteBound(ByteWriter writer, Guid replica, SyncedBound bound)
    {
        writer.Byte(BoundKind);
        writer.Uuid(replica);
        writer.Int32(bound.Position.Epoch);
        writer.Int64(bound.Position.Offset);
    }

    public static void WriteForgotten(ByteWriter writer, Guid replica)
    {
        writer.Byte(ForgottenKind);
        writer.Uuid(replica);
    }

    /// <summary>Takes over the records of a frame.</summary>
    /// <exception cref="InvalidDataException">The bytes are no records.</exception>
    public void Apply(ReadOnlySpan<byte> records)
    {
        var reader = new ByteReader(records);
        while (reader.Remaining > 0)
        {
            byte kind = reader.Byte();
            Guid replica = reader.Uuid();
            switch (kind)
            {
                case VoteKind:
                    int epoch = reader.Int32();
                    bool voted = reader.Byte() != 0;
                    var candidate = new Voter(reader.Int32(), reader.Uuid());
                    _votes[replica] = new VoteRecord(epoch, voted ? candidate : null);
                    break;
                case BoundKind:
                    _bounds[replica] = new SyncedBound(new LogPosition(reader.Int32(), reader.Int64()));
                    break;
                case ForgottenKind:
                    _votes.Remove(replica);
                    _bounds.Remove(replica);
                    break;
                default:
                    throw new InvalidDataException($"a journal record has the unknown kind {kind}");
            }
        }
    }

    /// <summary>All that is known as records of one frame.</summary>
    public ReadOnlySpan<byte> ToRecords()
    {
        var bytes = new ArrayBufferWriter<byte>(Count * 42 + 1);
        var writer = new ByteWriter(bytes);
        foreach ((Guid replica, VoteRecord vote) in _votes) WriteVote(writer, replica, vote);
        foreach ((Guid replica, SyncedBound bound) in _bounds) WriteBound(writer, replica, bound);
        return bytes.WrittenSpan;
    }
}
