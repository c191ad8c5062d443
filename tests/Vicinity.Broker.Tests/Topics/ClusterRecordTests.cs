using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

/// <summary>Invariant: whatever the bytes, reading gives a topic with at least one partition, or says that the record is damaged or of another version.</summary>
public sealed class ClusterRecordTests
{
    private static readonly Dictionary<string, string> s_settings = new() { ["retention.ms"] = "5000", ["cleanup.policy"] = "compact,delete" };

    [Fact]
    public void a_topic_is_read_as_it_was_written()
    {
        var id = Guid.NewGuid();

        (Guid Id, int Partitions, Dictionary<string, string> Settings) read = ClusterRecord.ReadTopic(ClusterRecord.TopicValue(id, 7, s_settings));

        (read.Id, read.Partitions).ShouldBe((id, 7));
        read.Settings.ShouldBe(s_settings, ignoreOrder: true);
        ClusterRecord.TopicOf(ClusterRecord.TopicKey("a.b_c-d")).ShouldBe("a.b_c-d");
        ClusterRecord.TopicOf(ClusterRecord.ProducerIdsKey).ShouldBeNull();
    }

    [Fact]
    public void a_record_of_another_version_is_told_so()
    {
        byte[] value = ClusterRecord.TopicValue(Guid.NewGuid(), 1, s_settings);
        value[0] = 9;

        Should.Throw<BrokerException>(() => ClusterRecord.ReadTopic(value)).Message.ShouldContain("version 9");
        Should.Throw<BrokerException>(() => ClusterRecord.ReadProducerIds([2, 0, 0, 0, 0, 0, 0, 0, 0])).Message.ShouldContain("version 2");
        Should.Throw<BrokerException>(() => ClusterRecord.ReadProducerIds([1, 0])).Message.ShouldContain("2 bytes");
    }

    [Fact]
    public void any_bytes_are_a_topic_or_a_clear_error() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ListOf().Select(l => l.ToArray()).ToArbitrary(), bytes => IsTopicOrError([1, .. bytes]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(3, 7));

    [Fact]
    public void any_damage_to_a_topic_is_a_topic_or_a_clear_error() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var prng = new Prng((ulong)seed);
            byte[] bytes = ClusterRecord.TopicValue(new Guid(seed, 2, 3, new byte[8]), 3, s_settings);
            for (int i = prng.Next(1, 4); i > 0; i--) bytes[prng.Next(bytes.Length)] = (byte)prng.Next(256);
            return IsTopicOrError(bytes.AsSpan(0, prng.Next(bytes.Length + 1)).ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(5, 9));

    private static bool IsTopicOrError(byte[] bytes)
    {
        try
        {
            return ClusterRecord.ReadTopic(bytes).Partitions >= 1;
        }
        catch (BrokerException)
        {
            return true;
        }
    }
}
