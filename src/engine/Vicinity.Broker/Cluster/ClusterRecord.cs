using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// One record of the <c>__cluster</c> log: a topic, a node, or the producer ids that were handed out. The key makes the log compactable; a null
/// value deletes. Layout: docs/formats/cluster-log.md.
/// </summary>
internal static class ClusterRecord
{
    private const byte Version = 1;
    private const byte TopicVersion = 2;

    /// <summary>Version of topics before clusters had more than one node: a count of partitions and no assignments.</summary>
    private const byte SoleNodeTopicVersion = 1;

    private const int MaxPartitions = 1_000_000;
    private const int MaxReplicas = 1000;
    private const string TopicPrefix = "topic/";
    private const string NodePrefix = "node/";
    private static readonly byte[] s_producerIdsKey = "producer-ids"u8.ToArray();

    public static ReadOnlySpan<byte> ProducerIdsKey => s_producerIdsKey;

    public static byte[] TopicKey(string name) => Encoding.UTF8.GetBytes(TopicPrefix + name);

    public static byte[] NodeKey(int id) => Encoding.UTF8.GetBytes(NodePrefix + id.ToString(CultureInfo.InvariantCulture));

    /// <summary>The record that stores a topic.</summary>
    public static KeyedRecord Of(ClusterTopic topic) => new(TopicKey(topic.Name), TopicValue(topic));

    /// <summary>The record that stores a node.</summary>
    public static KeyedRecord Of(ClusterNode node) => new(NodeKey(node.Id), NodeValue(node));

    /// <summary>The record that deletes a topic.</summary>
    public static KeyedRecord Deleting(string topic) => new(TopicKey(topic), null);

    /// <summary>The record that reserves all producer ids below <paramref name="next"/>.</summary>
    public static KeyedRecord Reserving(long next) => new(s_producerIdsKey, ProducerIdsValue(next));

    /// <summary>The topic that a key names, or null.</summary>
    public static string? TopicOf(ReadOnlySpan<byte> key) =>
        key.StartsWith("topic/"u8) ? Encoding.UTF8.GetString(key[TopicPrefix.Length..]) : null;

    /// <summary>The node that a key names, or null.</summary>
    public static int? NodeOf(ReadOnlySpan<byte> key) =>
        key.StartsWith("node/"u8) && int.TryParse(key[NodePrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;

    public static byte[] TopicValue(ClusterTopic topic) => Write(TopicVersion, writer =>
    {
        writer.Write(topic.Id.ToByteArray(bigEndian: true));
        writer.Write(topic.Partitions.Length);
        foreach (PartitionAssignment partition in topic.Partitions)
        {
            writer.Write7BitEncodedInt(partition.Moves);
            WriteVoters(writer, partition.Replicas);
            WriteVoters(writer, partition.Target);
        }

        writer.Write(topic.Settings.Count);
        foreach ((string name, string value) in topic.Settings.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value);
        }
    });

    /// <exception cref="BrokerException">The value is of a version that this program does not know, or damaged.</exception>
    public static ClusterTopic ReadTopic(string name, ReadOnlySpan<byte> value) => Read("a topic's", value, reader =>
    {
        byte version = reader.ReadByte();
        if (version is not (SoleNodeTopicVersion or TopicVersion)) throw UnknownVersion(version, TopicVersion);
        var id = new Guid(reader.ReadBytes(16), bigEndian: true);
        int count = reader.ReadInt32();
        if (count is < 1 or > MaxPartitions) throw new FormatException($"it names {count} partitions");
        if (version == TopicVersion && count > reader.BaseStream.Length) throw new FormatException($"it names {count} partitions, more than it has bytes");
        var partitions = ImmutableArray.CreateBuilder<PartitionAssignment>(count);
        for (int p = 0; p < count; p++)
            partitions.Add(version == SoleNodeTopicVersion ? new PartitionAssignment([]) : new PartitionAssignment(reader.Read7BitEncodedInt(), ReadVoters(reader), ReadVoters(reader)));
        int settingCount = reader.ReadInt32();
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < settingCount; i++) settings[reader.ReadString()] = reader.ReadString();
        return new ClusterTopic(name, id, partitions.MoveToImmutable(), settings.ToImmutable());
    });

    public static byte[] NodeValue(ClusterNode node) => Write(Version, writer =>
    {
        writer.Write(node.Host);
        writer.Write(node.Port);
        writer.Write(node.ClusterReplica.ToByteArray(bigEndian: true));
    });

    /// <exception cref="BrokerException">The value is of a version that this program does not know, or damaged.</exception>
    public static ClusterNode ReadNode(int id, ReadOnlySpan<byte> value) => Read("a node's", value, reader =>
    {
        byte version = reader.ReadByte();
        if (version != Version) throw UnknownVersion(version, Version);
        string host = reader.ReadString();
        int port = reader.ReadInt32();
        if (port is < 0 or > 65535) throw new FormatException($"its port is {port}");
        return new ClusterNode(id, host, port, new Guid(reader.ReadBytes(16), bigEndian: true));
    });

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
        if (value[0] != Version) throw UnknownVersion(value[0], Version);
        return BinaryPrimitives.ReadInt64LittleEndian(value[1..]);
    }

    private static byte[] Write(byte version, Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(version);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static T Read<T>(string whose, ReadOnlySpan<byte> value, Func<BinaryReader, T> read)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(value.ToArray()), Encoding.UTF8);
            return read(reader);
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            throw new BrokerException($"{whose} record in the __cluster log is damaged: {e.Message}", e);
        }
    }

    private static void WriteVoters(BinaryWriter writer, ImmutableArray<Voter> voters)
    {
        writer.Write7BitEncodedInt(voters.Length);
        foreach (Voter voter in voters)
        {
            writer.Write(voter.NodeId);
            writer.Write(voter.ReplicaId.ToByteArray(bigEndian: true));
        }
    }

    private static ImmutableArray<Voter> ReadVoters(BinaryReader reader)
    {
        int count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MaxReplicas) throw new FormatException($"it names {count} replicas of a partition");
        var voters = ImmutableArray.CreateBuilder<Voter>(count);
        for (int i = 0; i < count; i++) voters.Add(new Voter(reader.ReadInt32(), new Guid(reader.ReadBytes(16), bigEndian: true)));
        return voters.MoveToImmutable();
    }

    private static BrokerException UnknownVersion(byte version, byte known) =>
        new($"the __cluster log holds a record of version {version}; this program knows {known}. Use the newer program that wrote it");
}
