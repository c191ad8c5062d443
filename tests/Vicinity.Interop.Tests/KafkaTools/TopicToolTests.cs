namespace Vicinity.Interop.Tests;

/// <summary>kafka-topics and kafka-configs.</summary>
public sealed class TopicToolTests
{
    private readonly KafkaTool _kafka;
    private readonly string _topic = BrokerUnderTest.NewName();

    public TopicToolTests(BrokerUnderTest broker, JavaHost java)
    {
        Installed.NeedsJava();
        _kafka = new KafkaTool(broker, java);
    }

    [Fact]
    public async Task Topics_are_created_listed_described_grown_and_deleted()
    {
        await CreateAsync("--partitions", "3", "--replication-factor", "1", "--config", "retention.ms=1000000");
        (await _kafka.TopicsAsync("--list")).ShouldHaveSucceeded().Lines.ShouldContain(_topic);

        string[] described = (await _kafka.TopicsAsync("--describe", "--topic", _topic)).ShouldHaveSucceeded().Lines;
        described[0].ShouldContain("PartitionCount: 3");
        described[0].ShouldContain("ReplicationFactor: 1");
        described[0].ShouldContain("retention.ms=1000000");
        described[0].ShouldNotContain("TopicId: AAAAAAAAAAAAAAAAAAAAAA");
        described.Length.ShouldBe(4);
        described[1..].ShouldAllBe(l => l.Contains("Leader: 1") && l.Contains("Isr: 1"));
        (await _kafka.TopicsAsync("--describe", "--topic", _topic, "--unavailable-partitions")).ShouldHaveSucceeded().Lines.ShouldBeEmpty();

        (await _kafka.TopicsAsync("--alter", "--topic", _topic, "--partitions", "5")).ShouldHaveSucceeded();
        (await _kafka.TopicsAsync("--describe", "--topic", _topic)).Output.ShouldContain("PartitionCount: 5");

        (await _kafka.TopicsAsync("--delete", "--topic", _topic)).ShouldHaveSucceeded();
        (await _kafka.TopicsAsync("--list")).ShouldHaveSucceeded().Lines.ShouldNotContain(_topic);
    }

    [Fact]
    public async Task Each_fault_in_the_creation_of_a_topic_has_its_error()
    {
        await CreateAsync("--partitions", "2");
        (await _kafka.TopicsAsync("--create", "--topic", _topic)).ShouldHaveFailedWith($"Topic '{_topic}' already exists");
        (await _kafka.TopicsAsync("--create", "--topic", _topic, "--if-not-exists")).ShouldHaveSucceeded();

        string other = BrokerUnderTest.NewName();
        (await _kafka.TopicsAsync("--create", "--topic", other, "--replication-factor", "9")).ShouldHaveFailedWith("replication factor");
        (await _kafka.TopicsAsync("--create", "--topic", other, "--config", "no.such=1")).ShouldHaveFailedWith("Unknown topic config name: no.such");
        (await _kafka.TopicsAsync("--create", "--topic", other, "--config", "retention.ms=soon")).ShouldHaveFailedWith("Invalid value soon for configuration retention.ms");
        (await _kafka.TopicsAsync("--create", "--topic", other, "--replica-assignment", "77")).ShouldHaveFailedWith("77");
        (await _kafka.TopicsAsync("--list")).Lines.ShouldNotContain(other);
    }

    [Fact]
    public async Task The_number_of_partitions_can_only_grow()
    {
        await CreateAsync("--partitions", "3");

        (await _kafka.TopicsAsync("--alter", "--topic", _topic, "--partitions", "2")).ShouldHaveFailedWith("would not be an increase");
        (await _kafka.TopicsAsync("--alter", "--topic", BrokerUnderTest.NewName(), "--partitions", "2")).ShouldHaveFailedWith("does not exist");
        (await _kafka.TopicsAsync("--delete", "--topic", BrokerUnderTest.NewName())).ShouldHaveFailedWith("does not exist");
    }

    [Fact]
    public async Task Settings_of_a_topic_are_added_deleted_and_described_with_their_sources()
    {
        await CreateAsync("--config", "retention.ms=1000000");
        string[] entity = ["--entity-type", "topics", "--entity-name", _topic];

        (await _kafka.ConfigsAsync(["--alter", .. entity, "--add-config", "cleanup.policy=[compact,delete],max.message.bytes=2000"])).ShouldHaveSucceeded();
        string described = (await _kafka.ConfigsAsync(["--describe", .. entity])).ShouldHaveSucceeded().Output;
        described.ShouldContain("cleanup.policy=compact,delete");
        described.ShouldContain("DYNAMIC_TOPIC_CONFIG:max.message.bytes=2000, DEFAULT_CONFIG:message.max.bytes=1048588");
        described.ShouldContain("retention.ms=1000000");

        (await _kafka.ConfigsAsync(["--alter", .. entity, "--delete-config", "cleanup.policy"])).ShouldHaveSucceeded();
        (await _kafka.ConfigsAsync(["--describe", .. entity])).Output.ShouldNotContain("cleanup.policy");
        (await _kafka.ConfigsAsync(["--describe", "--all", .. entity])).Output.ShouldContain("cleanup.policy=delete sensitive=false synonyms={DEFAULT_CONFIG:log.cleanup.policy=delete}");
    }

    [Fact]
    public async Task Each_fault_in_a_setting_has_its_error()
    {
        await CreateAsync();
        string[] entity = ["--entity-type", "topics", "--entity-name", _topic];

        (await _kafka.ConfigsAsync(["--alter", .. entity, "--add-config", "retention.ms=never"])).ShouldHaveFailedWith("InvalidConfigurationException");
        (await _kafka.ConfigsAsync(["--alter", .. entity, "--add-config", "no.such=1"])).ShouldHaveFailedWith("InvalidConfigurationException");
        (await _kafka.ConfigsAsync(["--alter", .. entity, "--delete-config", "no.such"])).ShouldHaveFailedWith("Invalid config(s): no.such");
        (await _kafka.ConfigsAsync("--alter", "--entity-type", "topics", "--entity-name", BrokerUnderTest.NewName(), "--add-config", "retention.ms=1"))
            .ShouldHaveFailedWith("UnknownTopicOrPartitionException");
    }

    [Fact]
    public async Task The_settings_of_the_broker_are_described()
    {
        string described = (await _kafka.ConfigsAsync("--describe", "--all", "--entity-type", "brokers", "--entity-name", "1")).ShouldHaveSucceeded().Output;

        foreach (string name in (string[])["num.partitions=4", "default.replication.factor=1", "auto.create.topics.enable=true", "log.retention.ms", "message.max.bytes"])
            described.ShouldContain(name);
    }

    private async Task CreateAsync(params string[] arguments) =>
        (await _kafka.TopicsAsync(["--create", "--topic", _topic, .. arguments])).ShouldHaveSucceeded();
}
