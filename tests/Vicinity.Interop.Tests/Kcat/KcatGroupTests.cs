namespace Vicinity.Interop.Tests;

/// <summary>kcat as a member of a group: balanced reading, commit, resume.</summary>
public sealed class KcatGroupTests
{
    private readonly BrokerUnderTest _broker;
    private readonly KcatProgram _kcat;

    public KcatGroupTests(BrokerUnderTest broker)
    {
        Installed.NeedsKcat();
        _broker = broker;
        _kcat = new KcatProgram(broker);
    }

    [Fact]
    public async Task A_group_goes_on_where_it_stopped()
    {
        string topic = await _broker.NewTopicAsync(2);
        string group = BrokerUnderTest.NewName("g");
        await ProduceAsync(topic, 0, "one", "two");
        await ProduceAsync(topic, 1, "three");

        (await ReadAsGroupAsync(group, topic)).ShouldBe(["one", "three", "two"], ignoreOrder: true);
        await ProduceAsync(topic, 0, "four");

        (await ReadAsGroupAsync(group, topic)).ShouldBe(["four"]);
    }

    [Fact]
    public async Task Two_members_share_the_partitions_and_one_takes_all_when_the_other_leaves()
    {
        string topic = await _broker.NewTopicAsync(2);
        string group = BrokerUnderTest.NewName("g");
        await using Conversation first = StartMember(group, topic);
        await first.LineAsync(l => l.Contains($"{topic} [0]", StringComparison.Ordinal) && l.Contains($"{topic} [1]", StringComparison.Ordinal));
        await using Conversation second = StartMember(group, topic);

        string ofFirst = await first.LineAsync(l => l.Contains("assigned", StringComparison.Ordinal) && !l.Contains($"[0], {topic} [1]", StringComparison.Ordinal));
        string ofSecond = await second.LineAsync(l => l.Contains("assigned", StringComparison.Ordinal));
        (ofFirst.Contains("[0]", StringComparison.Ordinal) ^ ofSecond.Contains("[0]", StringComparison.Ordinal)).ShouldBeTrue($"{ofFirst}\n{ofSecond}");
        (ofFirst.Contains("[1]", StringComparison.Ordinal) ^ ofSecond.Contains("[1]", StringComparison.Ordinal)).ShouldBeTrue($"{ofFirst}\n{ofSecond}");

        second.Kill();
        await first.LineAsync(l => l.Contains("assigned", StringComparison.Ordinal) && l.Contains("[0]", StringComparison.Ordinal) && l.Contains("[1]", StringComparison.Ordinal));
    }

    private Conversation StartMember(string group, string topic) =>
        _kcat.Start("-X", "session.timeout.ms=6000", "-X", "heartbeat.interval.ms=300", "-X", "auto.offset.reset=earliest", "-u", "-G", group, topic);

    private async Task ProduceAsync(string topic, int partition, params string[] values) =>
        (await _kcat.RunAsync(string.Concat(values.Select(v => v + "\n")), "-P", "-t", topic, "-p", $"{partition}")).ShouldHaveSucceeded();

    private async Task<string[]> ReadAsGroupAsync(string group, string topic) =>
        (await _kcat.RunAsync("", "-X", "auto.offset.reset=earliest", "-e", "-q", "-G", group, topic)).ShouldHaveSucceeded().Lines;
}
