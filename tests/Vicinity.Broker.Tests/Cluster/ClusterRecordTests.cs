using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

/// <summary>Invariant: whatever the bytes, reading gives a topic with at least one partition, or says that the record is damaged or of another version.</summary>
public sealed class ClusterRecordTests
{
    private static readonly ImmutableSortedDictionary<string, string> s_settings = ImmutableSortedDictionary<string, string>.Empty
        .Add("retention.ms", "5000").Add("cleanup.policy", "compact,delete");

    [Fact]
    public void A_topic_is_read_as_it_was_written()
    {
        ClusterTopic topic = Sample(Guid.NewGuid());

        ClusterTopic read = ClusterRecord.ReadTopic("t", ClusterRecord.TopicValue(topic));

        (read.Name, read.Id).ShouldBe(("t", topic.Id));
        read.Partitions.ShouldBe(topic.Partitions);
        read.Settings.ShouldBe(s_settings);
        ClusterRecord.TopicOf(ClusterRecord.TopicKey("a.b_c-d")).ShouldBe("a.b_c-d");
        ClusterRecord.TopicOf(ClusterRecord.ProducerIdsKey).ShouldBeNull();
    }

    [Fact]
    public void A_node_is_read_as_it_was_written()
    {
        var node = new ClusterNode(17, "sensor.example", 9092, Guid.NewGuid());

        ClusterRecord.ReadNode(17, ClusterRecord.NodeValue(node)).ShouldBe(node);

        ClusterRecord.NodeOf(ClusterRecord.NodeKey(17)).ShouldBe(17);
        ClusterRecord.NodeOf("node/x"u8).ShouldBeNull();
        ClusterRecord.NodeOf(ClusterRecord.TopicKey("t")).ShouldBeNull();
    }

    [Fact]
    public void A_topic_of_version_1_has_partitions_without_assignments()
    {
        var id = Guid.NewGuid();

        ClusterTopic read = ClusterRecord.ReadTopic("t", Version1(id, 7, ("retention.ms", "5000")));

        (read.Id, read.Partitions.Length).ShouldBe((id, 7));
        read.Partitions.ShouldAllBe(p => p.Replicas.IsEmpty && !p.IsMoving);
        read.Settings.ShouldBe(ImmutableSortedDictionary<string, string>.Empty.Add("retention.ms", "5000"));
    }

    [Fact]
    public void A_record_of_another_version_is_told_so()
    {
        byte[] value = ClusterRecord.TopicValue(Sample(Guid.NewGuid()));
        value[0] = 9;

        Should.Throw<BrokerException>(() => ClusterRecord.ReadTopic("t", value)).Message.ShouldContain("version 9");
        Should.Throw<BrokerException>(() => ClusterRecord.ReadProducerIds([2, 0, 0, 0, 0, 0, 0, 0, 0])).Message.ShouldContain("version 2");
        Should.Throw<BrokerException>(() => ClusterRecord.ReadProducerIds([1, 0])).Message.ShouldContain("2 bytes");
        Should.Throw<BrokerException>(() => ClusterRecord.ReadNode(1, [7])).Message.ShouldContain("version 7");
        Should.Throw<BrokerException>(() => ClusterRecord.ReadNode(1, [1, 2])).Message.ShouldContain("damaged");
    }

    [Theory]
    [InlineData((byte)1)]
    [InlineData((byte)2)]
    public void Any_bytes_are_a_topic_or_a_clear_error(byte version) =>
        Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ListOf().Select(l => l.ToArray()).ToArbitrary(), bytes => IsTopicOrError([version, .. bytes]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(3, 7));

    [Fact]
    public void Any_damage_to_a_topic_is_a_topic_or_a_clear_error() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var prng = new Prng((ulong)seed);
            byte[] bytes = ClusterRecord.TopicValue(Sample(new Guid(seed, 2, 3, new byte[8])));
            for (int i = prng.Next(1, 4); i > 0; i--) bytes[prng.Next(bytes.Length)] = (byte)prng.Next(256);
            return IsTopicOrError(bytes.AsSpan(0, prng.Next(bytes.Length + 1)).ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(5, 9));

    /// <summary>A topic's value as programs before clusters wrote it.</summary>
    internal static byte[] Version1(Guid id, int partitions, params (string Name, string Value)[] settings)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((byte)1);
        writer.Write(id.ToByteArray(bigEndian: true));
        writer.Write(partitions);
        writer.Write(settings.Length);
        foreach ((string name, string value) in settings)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    private static ClusterTopic Sample(Guid id)
    {
        Voter V(int node) => new(node, new Guid(node, 1, 1, new byte[8]));
        return new ClusterTopic("t", id, [new PartitionAssignment([V(1), V(2)]), new PartitionAssignment(3, [V(2), V(3)], [V(2), V(4)]), new PartitionAssignment([])], s_settings);
    }

    private static bool IsTopicOrError(byte[] bytes)
    {
        try
        {
            return ClusterRecord.ReadTopic("t", bytes).Partitions.Length >= 1;
        }
        catch (BrokerException)
        {
            return true;
        }
    }
}
