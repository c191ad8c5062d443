using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class CreatePartitionsTests
{
    [Fact]
    public async Task Every_version_grows_a_topic_and_keeps_what_it_has()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        for (short version = 0; version <= 3; version++)
        {
            int count = version + 2;
            (await GrowAsync(client, "t", count, version: version)).ErrorCode.ShouldBe(ErrorCode.None);
            (await client.DescribeTopicAsync("t")).Partitions.Count.ShouldBe(count);
            (await client.AppendAsync("t", count - 1, "b")).ShouldBe(0);
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.DescribeTopicAsync("t")).Partitions.Count.ShouldBe(5);
        (await again.ReadValuesAsync("t")).ShouldBe(["a"]);
        (await again.ReadValuesAsync("t", 4)).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData("t", 3, ErrorCode.InvalidPartitions)]
    [InlineData("t", 2, ErrorCode.InvalidPartitions)]
    [InlineData("t", 0, ErrorCode.InvalidPartitions)]
    [InlineData("t", -1, ErrorCode.InvalidPartitions)]
    [InlineData("t", int.MaxValue, ErrorCode.PolicyViolation)]
    [InlineData("missing", 4, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("", 4, ErrorCode.UnknownTopicOrPartition)]
    [InlineData(TopicName.ConsumerOffsets, 4, ErrorCode.TopicAuthorizationFailed)]
    public async Task A_count_that_cannot_be_is_refused_with_its_reason(string topic, int count, ErrorCode error)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);

        CreatePartitionsResponseTopic answer = await GrowAsync(client, topic, count);

        answer.ErrorCode.ShouldBe(error);
        answer.ErrorMessage.ShouldNotBeNullOrEmpty();
        (await client.DescribeTopicAsync("t")).Partitions.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Every_topic_asked_for_is_in_the_answer()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CreateTopicAsync("u");
        var request = new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = 2 }, new() { Name = "missing", Count = 2 }, new() { Name = "u", Count = 3 }] };

        CreatePartitionsResponse response = await client.CallAsync(request, 3);

        response.Results.Select(t => (t.Name, t.ErrorCode)).ShouldBe([("t", ErrorCode.None), ("missing", ErrorCode.UnknownTopicOrPartition), ("u", ErrorCode.None)]);
    }

    [Fact]
    public async Task Validate_only_grows_nothing()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await GrowAsync(client, "t", 5, validateOnly: true)).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.DescribeTopicAsync("t")).Partitions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Assignments_are_one_for_each_new_partition()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await GrowAsync(client, "t", 3, [[1]])).ErrorCode.ShouldBe(ErrorCode.InvalidReplicaAssignment);
        (await GrowAsync(client, "t", 3, [[1], [2]])).ErrorCode.ShouldBe(ErrorCode.InvalidReplicaAssignment);
        (await GrowAsync(client, "t", 3, [[1], [1]])).ErrorCode.ShouldBe(ErrorCode.None);
    }

    private static async Task<CreatePartitionsResponseTopic> GrowAsync(
        WireClient client, string topic, int count, int[][]? assignments = null, bool validateOnly = false, short version = 3)
    {
        var request = new CreatePartitionsRequest
        {
            Topics = [new() { Name = topic, Count = count, Assignments = assignments?.Select(a => new CreatePartitionsRequestAssignment { BrokerIds = [.. a] }).ToList() }],
            ValidateOnly = validateOnly,
            TimeoutMs = 0,
        };
        CreatePartitionsResponseTopic answer = (await client.CallAsync(request, version)).Results.ShouldHaveSingleItem();
        answer.Name.ShouldBe(topic);
        return answer;
    }
}
