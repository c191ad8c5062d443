using Vicinity.Records;

namespace Vicinity.Interop.Tests;

/// <summary>One group whose members are four different clients.</summary>
public sealed class MixedGroupTests(BrokerUnderTest broker, JavaHost java)
{
    private const int Partitions = 8;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    public async Task Four_clients_share_a_topic_and_nothing_is_lost_or_repeated_while_they_leave_one_by_one(string strategy)
    {
        Installed.NeedsKafkaPython();
        Installed.NeedsConfluent();
        Installed.NeedsKafkajs();
        Installed.NeedsJava();
        string topic = await broker.NewTopicAsync(Partitions);
        string group = BrokerUnderTest.NewName("g");
        string[] common = [broker.Bootstrap, group, topic, strategy, "at-most-once"];
        string python = RepositoryFolder.OfTests("python", "member.py");
        var members = new List<MixedMember>
        {
            new("kafka-python", Conversation.Start(Installed.PythonPath, ["-B", python, "kafka-python", .. common])),
            new("librdkafka", Conversation.Start(Installed.PythonPath, ["-B", python, "confluent", .. common])),
            new("kafkajs", Conversation.Start("node", [RepositoryFolder.OfTests("kafkajs", "member.mjs"), .. common])),
            new("Java", await java.StartAsync("Member", common)),
        };
        using var heard = new SemaphoreSlim(0);
        Task[] following = [.. members.Select(m => m.FollowAsync(() => heard.Release(), TestContext.Current.CancellationToken))];
        try
        {
            var sent = new List<string>();
            for (int here = members.Count; here > 0; here--)
            {
                MixedMember[] present = [.. members.TakeLast(here)];
                await UntilAsync(heard, () => Shared(present), members, $"{here} members that share {Partitions} partitions");
                sent.AddRange(await ProduceAsync(topic, 40, sent.Count));
                await UntilAsync(heard, () => members.Sum(m => m.Read.Length) >= sent.Count, members, $"{sent.Count} records");
                await present[0].LeaveAsync();
                present[0].HasLeft.ShouldBeTrue(present[0].Said);
            }

            members.SelectMany(m => m.Read).Order(StringComparer.Ordinal).ShouldBe(sent.Order(StringComparer.Ordinal), $"everything once\n{string.Join('\n', members.Select(m => m.Said))}");
            members.ShouldAllBe(m => m.Read.Length > 0);
        }
        finally
        {
            foreach (MixedMember member in members) await member.DisposeAsync();
            await Task.WhenAll(following);
        }
    }

    private static bool Shared(MixedMember[] members) =>
        members.All(m => m.Assigned.Length == Partitions / members.Length || m.Assigned.Length == (Partitions / members.Length) + 1)
        && members.SelectMany(m => m.Assigned).Order().SequenceEqual(Enumerable.Range(0, Partitions));

    private static async Task UntilAsync(SemaphoreSlim heard, Func<bool> condition, List<MixedMember> members, string what)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_limit);
        try
        {
            while (!condition()) await heard.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"waited in vain for {what}\n{string.Join('\n', members.Select(m => m.Said))}");
        }
    }

    private async Task<string[]> ProduceAsync(string topic, int count, int from)
    {
        await using WireConnection connection = await WireConnection.OpenAsync(broker);
        string[] values = [.. Enumerable.Range(from, count).Select(i => $"v{i}")];
        foreach ((int index, string value) in values.Index())
        {
            using var builder = new RecordBatchBuilder(4096);
            builder.TryAppend(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), default, new NullableBytes(System.Text.Encoding.ASCII.GetBytes(value)));
            (await connection.ProduceAsync(topic, index % Partitions, builder.Complete().ToArray())).BaseOffset.ShouldBeGreaterThanOrEqualTo(0);
        }

        return values;
    }
}
