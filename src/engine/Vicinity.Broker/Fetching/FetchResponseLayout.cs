using System.Buffers;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// The bytes of a Fetch response around the records: written by hand, because the records are not in memory. Each splice point says where in
/// these bytes the records of a partition belong.
/// </summary>
internal sealed class FetchResponseLayout
{
    /// <summary>First version that tells addresses of leaders.</summary>
    public const short EndpointsFrom = 16;

    private const short FlexibleFrom = 12;

    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private readonly List<(int At, FetchPlace Partition)> _splices = [];

    private FetchResponseLayout()
    {
    }

    /// <summary>Bytes without the records.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>Lays out header and body for a version of the response.</summary>
    public static FetchResponseLayout Build(short version, int correlationId, ErrorCode error, int sessionId, bool readUncommitted, IReadOnlyList<FetchPlace> partitions, IReadOnlyList<FetchResponseNodeEndpoint> endpoints)
    {
        var layout = new FetchResponseLayout();
        layout.Write(version, correlationId, error, sessionId, readUncommitted, partitions, endpoints);
        return layout;
    }

    /// <summary>Writes everything to the output, reading the records from their files and sending whenever enough has come together.</summary>
    public async ValueTask WriteAsync(SendBuffer output, CancellationToken cancellation)
    {
        int done = 0;
        foreach ((int at, FetchPlace partition) in _splices)
        {
            output.Write(_bytes.WrittenSpan[done..at]);
            done = at;
            int from = 0;
            while (from < partition.RecordsLength)
            {
                int count = Math.Min(partition.RecordsLength - from, SendBuffer.SendAbove);
                partition.CopyRecords(output.GetSpan(count)[..count], from);
                output.Advance(count);
                from += count;
                if (output.Length >= SendBuffer.SendAbove) await output.SendAsync(cancellation).ConfigureAwait(false);
            }
        }

        output.Write(_bytes.WrittenSpan[done..]);
    }

    private void Write(
        short version, int correlationId, ErrorCode error, int sessionId, bool readUncommitted, IReadOnlyList<FetchPlace> partitions, IReadOnlyList<FetchResponseNodeEndpoint> endpoints)
    {
        bool flexible = version >= FlexibleFrom;
        bool byId = version > FetchRequest.LastVersionByName;
        var writer = new ProtocolWriter(_bytes);
        new ResponseHeader(correlationId).Write(ref writer, ApiKey.Fetch, version);
        writer.WriteInt32(0); // throttle time
        if (version >= 7)
        {
            writer.WriteInt16((short)error);
            writer.WriteInt32(sessionId); // 0: no session
        }

        int topics = 0;
        for (int i = 0; i < partitions.Count; i++)
        {
            if (i == 0 || !AreOfOneTopic(partitions[i], partitions[i - 1], byId)) topics++;
        }

        writer.WriteArrayCount(topics, flexible, nullable: false);
        for (int first = 0; first < partitions.Count;)
        {
            int last = first;
            while (last + 1 < partitions.Count && AreOfOneTopic(partitions[last + 1], partitions[first], byId)) last++;
            if (byId) writer.WriteUuid(partitions[first].TopicId);
            else writer.WriteString(partitions[first].Topic, flexible, nullable: false);
            writer.WriteArrayCount(last - first + 1, flexible, nullable: false);
            for (int i = first; i <= last; i++) WritePartition(ref writer, version, flexible, readUncommitted, partitions[i]);
            if (flexible) writer.WriteUnsignedVarint(0);
            first = last + 1;
        }

        if (flexible) WriteTags(ref writer, version, endpoints);
        writer.Flush();
    }

    private void WritePartition(ref ProtocolWriter writer, short version, bool flexible, bool readUncommitted, FetchPlace partition)
    {
        writer.WriteInt32(partition.Partition);
        writer.WriteInt16((short)partition.Error);
        writer.WriteInt64(partition.HighWatermark);
        writer.WriteInt64(partition.HighWatermark); // last stable offset: there are no transactions
        if (version >= 5) writer.WriteInt64(partition.LogStartOffset);
        writer.WriteArrayCount(readUncommitted ? -1 : 0, flexible, nullable: true); // aborted transactions: not asked for, or none
        if (version >= 11) writer.WriteInt32(-1); // preferred read replica
        int length = partition.RecordsLength;
        if (flexible) writer.WriteUnsignedVarint((uint)length + 1);
        else writer.WriteInt32(length);
        if (length > 0)
        {
            writer.Flush();
            _splices.Add((_bytes.WrittenCount, partition));
        }

        if (flexible) WriteTags(ref writer, partition);
    }

    private static bool AreOfOneTopic(FetchPlace one, FetchPlace other, bool byId) => byId ? one.TopicId == other.TopicId : one.Topic == other.Topic;

    private static void WriteTags(ref ProtocolWriter writer, short version, IReadOnlyList<FetchResponseNodeEndpoint> endpoints)
    {
        writer.WriteUnsignedVarint(endpoints.Count > 0 ? 1u : 0u);
        if (endpoints.Count == 0) return;
        var measure = ProtocolWriter.Measuring();
        WriteEndpoints(ref measure, version, endpoints);
        writer.WriteTag(0, measure.Written);
        WriteEndpoints(ref writer, version, endpoints);
    }

    private static void WriteEndpoints(ref ProtocolWriter writer, short version, IReadOnlyList<FetchResponseNodeEndpoint> endpoints)
    {
        writer.WriteArrayCount(endpoints.Count, flexible: true, nullable: false);
        foreach (FetchResponseNodeEndpoint endpoint in endpoints) endpoint.Write(ref writer, version);
    }

    private static void WriteTags(ref ProtocolWriter writer, FetchPlace partition)
    {
        uint count = (partition.Diverging is null ? 0u : 1u) + (partition.CurrentLeader is null ? 0u : 1u) + (partition.Start is null ? 0u : 1u);
        writer.WriteUnsignedVarint(count);
        if (partition.Diverging is { } end)
        {
            BeginTag(ref writer, 0, 4 + 8);
            writer.WriteInt32(end.Epoch);
            writer.WriteInt64(end.EndOffset);
            writer.WriteUnsignedVarint(0);
        }

        if (partition.CurrentLeader is { } leader)
        {
            BeginTag(ref writer, 1, 4 + 4);
            writer.WriteInt32(leader.LeaderId);
            writer.WriteInt32(leader.Epoch);
            writer.WriteUnsignedVarint(0);
        }

        if (partition.Start is { } start)
        {
            BeginTag(ref writer, 2, 8 + 4);
            writer.WriteInt64(start.Offset);
            writer.WriteInt32(start.Epoch);
            writer.WriteUnsignedVarint(0);
        }
    }

    /// <summary>Number and size of a tagged structure: its fields, and the empty section of tags behind them.</summary>
    private static void BeginTag(ref ProtocolWriter writer, uint tag, uint fieldBytes)
    {
        writer.WriteUnsignedVarint(tag);
        writer.WriteUnsignedVarint(fieldBytes + 1);
    }
}
