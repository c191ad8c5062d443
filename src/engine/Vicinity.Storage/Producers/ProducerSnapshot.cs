namespace Vicinity.Storage;

/// <summary>The idempotent producers known at one point of a log, in the form in which a base carries them. Immutable.</summary>
public sealed class ProducerSnapshot
{
    private const int MinBytesEach = 19;

    private readonly byte[] _bytes;

    private ProducerSnapshot(byte[] bytes, int count, long logTimeMs)
    {
        _bytes = bytes;
        Count = count;
        LogTimeMs = logTimeMs;
    }

    /// <summary>No producers.</summary>
    public static ProducerSnapshot Empty { get; } = new([], 0, 0);

    /// <summary>Number of producers.</summary>
    public int Count { get; }

    /// <summary>The log's time: what its timestamps have reached.</summary>
    internal long LogTimeMs { get; }

    internal static ProducerSnapshot Of(IReadOnlyCollection<KeyValuePair<long, Producer>> producers, long logTimeMs)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(producers.Count * 40 + 1);
        var writer = new ByteWriter(bytes);
        foreach ((long id, Producer producer) in producers)
        {
            writer.Int64(id);
            writer.Int16(producer.Epoch);
            writer.Int64(producer.LastLogTimeMs);
            writer.Byte((byte)producer.Count);
            for (int i = 0; i < producer.Count; i++)
            {
                writer.Int32(producer[i].FirstSequence);
                writer.Int32(producer[i].LastSequence);
                writer.Int64(producer[i].BaseOffset);
            }
        }
        return new ProducerSnapshot(bytes.WrittenSpan.ToArray(), producers.Count, logTimeMs);
    }

    internal void Write(ByteWriter writer)
    {
        writer.Int64(LogTimeMs);
        writer.Int32(Count);
        writer.Bytes(_bytes);
    }

    internal static ProducerSnapshot Read(ref ByteReader reader)
    {
        long logTimeMs = reader.Int64();
        int count = reader.Count(MinBytesEach);
        var snapshot = new ProducerSnapshot(reader.Take(reader.Remaining).ToArray(), count, logTimeMs);
        snapshot.Fill([]);
        return snapshot;
    }

    internal void Fill(Dictionary<long, Producer> producers)
    {
        var reader = new ByteReader(_bytes);
        for (int i = 0; i < Count; i++)
        {
            long id = reader.Int64();
            short epoch = reader.Int16();
            var producer = new Producer(epoch) { LastLogTimeMs = reader.Int64() };
            int batches = reader.Byte();
            if (batches > Producer.Remembered) throw new InvalidDataException($"producer {id} has {batches} remembered batches, at most {Producer.Remembered} are kept");
            for (int b = 0; b < batches; b++) producer.Add(epoch, new ProducerBatch(reader.Int32(), reader.Int32(), reader.Int64()));
            producers[id] = producer;
        }
        if (reader.Remaining != 0) throw new InvalidDataException($"{reader.Remaining} bytes stand behind the last producer");
    }
}
