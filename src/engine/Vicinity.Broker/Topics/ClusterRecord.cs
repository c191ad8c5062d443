using System.Buffers.Binary;
using System.Text;

namespace Vicinity.Broker;

/// <summary>
/// One record of the <c>__cluster</c> log: what the cluster knows of a topic, or the producer ids that were handed out. The key makes the
/// log compactable; a null value deletes. Layout: docs/formats/cluster-log.md.
/// </summary>
internal static class ClusterRecord
{
    private const byte Version = 1;
    private const string TopicPrefix = "topic/";
    private static readonly byte[] s_producerIdsKey = "producer-ids"u8.ToArray();

    public static byte[] TopicKey(string name) => Encoding.UTF8.GetBytes(TopicPrefix + name);

    public static ReadOnlySpan<byte> ProducerIdsKey => s_producerIdsKey;

    /// <summary>The topic that a key names, or null.</summary>
    public static string? TopicOf(ReadOnlySpan<byte> key) =>
        key.StartsWith("topic/"u8) ? Encoding.UTF8.GetString(key[TopicPrefix.Length..]) : null;

    public static byte[] TopicValue(Guid id, int partitions, IReadOnlyDictionary<string, string> settings)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(id.ToByteArray(bigEndian: true));
        writer.Write(partitions);
        writer.Write(settings.Count);
        foreach ((string name, string value) in settings.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="BrokerException">The value is of a version that this program does not know, or damaged.</exception>
    public static (Guid Id, int Partitions, Dictionary<string, string> Settings) ReadTopic(ReadOnlySpan<byte> value)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(value.ToArray()), Encoding.UTF8);
            CheckVersion(reader.ReadByte());
            var id = new Guid(reader.ReadBytes(16), bigEndian: true);
            int partitions = reader.ReadInt32();
            if (partitions < 1) throw new BrokerException($"a topic's record in the __cluster log is damaged: it names {partitions} partitions");
            int count = reader.ReadInt32();
            var settings = new Dictionary<string, string>();
            for (int i = 0; i < count; i++) settings[reader.ReadString()] = reader.ReadString();
            return (id, partitions, settings);
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            throw new BrokerException($"a topic's record in the __cluster log is damaged: {e.Message}", e);
        }
    }

    public static byte[] ProducerIdsValue(long next)
    {
        byte[] value = new byte[9];
        value[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(1), next);
        return value;
    }

    public static long ReadProducerIds(ReadOnlySpan<byte> value)
    {
        if (value.Length != 9) throw new BrokerException($"the producer ids' record in the __cluster log has {value.Length} bytes, not 9");
        CheckVersion(value[0]);
        return BinaryPrimitives.ReadInt64LittleEndian(value[1..]);
    }

    private static void CheckVersion(byte version)
    {
        if (version != Version) throw new BrokerException($"the __cluster log holds a record of version {version}; this program knows {Version}. Use the newer program that wrote it");
    }
}
