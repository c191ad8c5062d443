namespace Vicinity.Interop.Tests;

/// <summary>kafka-consumer-groups.</summary>
public sealed class GroupToolTests
{
    private readonly BrokerUnderTest _broker;
    private readonly KafkaTool _kafka;
    private readonly string _group = BrokerUnderTest.NewName("g");

    public GroupToolTests(BrokerUnderTest broker, JavaHost java)
    {
        Installed.NeedsJava();
        _broker = broker;
        _kafka = new KafkaTool(broker, java);
    }

    [Fact]
    public async Task An_empty_group_is_listed_and_described_with_its_lag()
    {
        string topic = await ReadTopicAsync();
        await _kafka.ProduceAsync(topic, "one more\n");

        (await _kafka.GroupsAsync("--list")).ShouldHaveSucceeded().Lines.ShouldContain(_group);
        (await _kafka.GroupsAsync("--list", "--state", "Empty")).Lines.ShouldContain(l => Cells(l).SequenceEqual(new[] { _group, "Empty" }));
        (await OffsetsAsync(topic)).ShouldBe([(20, 21)]);
        (await _kafka.GroupsAsync("--describe", "--group", _group, "--state")).ShouldHaveSucceeded().Output.ShouldContain("Empty");
        (await _kafka.GroupsAsync("--describe", "--group", _group, "--members")).All.ShouldContain("has no active members");
        (await _kafka.GroupsAsync("--describe", "--group", BrokerUnderTest.NewName("g"))).All.ShouldMatch("does not exist|not found");
    }

    [Fact]
    public async Task A_live_group_is_described_with_its_members_and_cannot_be_reset_or_deleted()
    {
        string topic = await _broker.NewTopicAsync(2);
        await _kafka.ProduceAsync(topic, "a\nb\n");
        await using Conversation member = await _kafka.StartAsync("VerifiableConsumer", "--topic", topic, "--group-id", _group, "--reset-policy", "earliest");
        await member.LineAsync(l => l.Contains("offsets_committed", StringComparison.Ordinal));

        string members = (await _kafka.GroupsAsync("--describe", "--group", _group, "--members", "--verbose")).ShouldHaveSucceeded().Output;
        members.ShouldMatch($@"{topic}.*\(?0,1|{topic}\(0,1\)");
        (await _kafka.GroupsAsync("--describe", "--group", _group, "--state")).Output.ShouldMatch("range +Stable +1");
        (await _kafka.GroupsAsync("--reset-offsets", "--group", _group, "--topic", topic, "--to-earliest", "--execute")).All
            .ShouldContain("inactive");
        (await _kafka.GroupsAsync("--delete", "--group", _group)).All.ShouldContain("GroupNotEmptyException");
        (await _kafka.GroupsAsync("--delete-offsets", "--group", _group, "--topic", topic)).All.ShouldContain("GroupSubscribedToTopicException");
    }

    [Fact]
    public async Task Offsets_and_groups_in_the_internal_topic_are_read_by_the_formatters_of_Kafka()
    {
        string topic = await ReadTopicAsync();

        string[] offsets = await FormatAsync("OffsetsMessageFormatter");
        string[] groups = await FormatAsync("GroupMetadataMessageFormatter");

        offsets.ShouldContain(l => l.Contains($"\"group\":\"{_group}\",\"topic\":\"{topic}\",\"partition\":0", StringComparison.Ordinal) && l.Contains("\"offset\":20", StringComparison.Ordinal));
        groups.ShouldContain(l => l.Contains($"\"group\":\"{_group}\"", StringComparison.Ordinal) && l.Contains("\"protocolType\":\"consumer\"", StringComparison.Ordinal) && l.Contains("\"protocol\":\"range\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "--to-earliest")]
    [InlineData(20, "--to-latest")]
    [InlineData(7, "--to-offset", "7")]
    [InlineData(15, "--shift-by", "-5")]
    [InlineData(20, "--shift-by", "100")]
    [InlineData(0, "--to-datetime", "2020-01-01T00:00:00.000")]
    [InlineData(20, "--to-datetime", "2090-01-01T00:00:00.000")]
    [InlineData(0, "--by-duration", "PT1H")]
    [InlineData(20, "--to-current")]
    public async Task Offsets_are_reset_in_every_way(long expected, params string[] way)
    {
        string topic = await ReadTopicAsync();

        (await _kafka.GroupsAsync(["--reset-offsets", "--group", _group, "--topic", topic, .. way, "--execute"])).ShouldHaveSucceeded();

        (await OffsetsAsync(topic)).ShouldBe([(expected, 20)]);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_an_export_can_be_read()
    {
        string topic = await ReadTopicAsync();

        (await _kafka.GroupsAsync("--reset-offsets", "--group", _group, "--topic", $"{topic}:0", "--to-earliest", "--dry-run")).ShouldHaveSucceeded();
        (await _kafka.GroupsAsync("--reset-offsets", "--group", _group, "--topic", topic, "--to-offset", "3", "--export", "--dry-run")).Lines.ShouldContain($"{topic},0,3");

        (await OffsetsAsync(topic)).ShouldBe([(20, 20)]);
    }

    [Fact]
    public async Task Offsets_of_one_topic_are_deleted()
    {
        string topic = await ReadTopicAsync();

        (await _kafka.GroupsAsync("--delete-offsets", "--group", _group, "--topic", topic)).ShouldHaveSucceeded().Output.ShouldContain("Successful");

        (await OffsetsAsync(topic)).ShouldBeEmpty();
        (await _kafka.GroupsAsync("--delete-offsets", "--group", _group, "--topic", BrokerUnderTest.NewName())).All.ShouldContain("UnknownTopicOrPartitionException");
        (await _kafka.GroupsAsync("--delete-offsets", "--group", BrokerUnderTest.NewName("g"), "--topic", topic)).All.ShouldContain("GroupIdNotFoundException");
    }

    [Fact]
    public async Task An_empty_group_is_deleted_once()
    {
        await ReadTopicAsync();

        (await _kafka.GroupsAsync("--delete", "--group", _group)).ShouldHaveSucceeded().Output.ShouldContain("was successful");

        (await _kafka.GroupsAsync("--list")).Lines.ShouldNotContain(_group);
        (await _kafka.GroupsAsync("--delete", "--group", _group)).All.ShouldContain("GroupIdNotFoundException");
    }

    /// <summary>A topic of one partition with 20 records that the group has read to the end.</summary>
    private async Task<string> ReadTopicAsync()
    {
        string topic = await _broker.NewTopicAsync();
        await _kafka.ProduceAsync(topic, string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n")));
        string[] read = (await _kafka.ConsumeAsync("--topic", topic, "--group", _group, "--from-beginning", "--max-messages", "20")).ShouldHaveSucceeded().Lines;
        read.Length.ShouldBe(20);
        return topic;
    }

    private async Task<(long Committed, long End)[]> OffsetsAsync(string topic)
    {
        ProgramResult described = (await _kafka.GroupsAsync("--describe", "--group", _group, "--offsets")).ShouldHaveSucceeded();
        return [.. described.Lines.Select(Cells).Where(c => c.Length > 5 && c[1] == topic).Select(c => (long.Parse(c[3]), long.Parse(c[4])))];
    }

    private static string[] Cells(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string[]> FormatAsync(string formatter) =>
        (await _kafka.ConsumeAsync("--topic", "__consumer_offsets", "--from-beginning", "--timeout-ms", "5000", "--formatter", $"org.apache.kafka.tools.consumer.{formatter}")).Lines;
}
