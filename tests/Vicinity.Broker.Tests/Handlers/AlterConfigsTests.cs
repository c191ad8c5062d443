using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class AlterConfigsTests
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    [Fact]
    public async Task Single_settings_are_set_and_removed_and_the_others_stay()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "4096"), (TopicSettings.RetentionMs, "5000"));

        (await client.AlterTopicAsync("t", (TopicSettings.MaxMessageBytes, Set, "2000"), (TopicSettings.RetentionMs, Delete, null))).ErrorCode.ShouldBe(ErrorCode.None);

        (await OverridesAsync(client)).ShouldBe([(TopicSettings.MaxMessageBytes, "2000"), (TopicSettings.SegmentBytes, "4096")]);
        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await OverridesAsync(again)).ShouldBe([(TopicSettings.MaxMessageBytes, "2000"), (TopicSettings.SegmentBytes, "4096")]);
    }

    [Fact]
    public async Task Lists_are_appended_to_and_subtracted_from()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.AlterTopicAsync("t", (TopicSettings.CleanupPolicy, Append, "compact"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await OverridesAsync(client)).ShouldBe([(TopicSettings.CleanupPolicy, "delete,compact")]);
        (await client.AlterTopicAsync("t", (TopicSettings.CleanupPolicy, Append, "compact"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await OverridesAsync(client)).ShouldBe([(TopicSettings.CleanupPolicy, "delete,compact")]);
        (await client.AlterTopicAsync("t", (TopicSettings.CleanupPolicy, Subtract, "delete"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await OverridesAsync(client)).ShouldBe([(TopicSettings.CleanupPolicy, "compact")]);
        (await client.AlterTopicAsync("t", (TopicSettings.CleanupPolicy, Subtract, "compact"))).ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
    }

    [Fact]
    public async Task Appending_to_a_list_begins_with_the_nodes_own_default()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { TopicDefaults = new Dictionary<string, string> { [TopicSettings.CleanupPolicy] = "compact" } });
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        await client.AlterTopicAsync("t", (TopicSettings.CleanupPolicy, Append, "delete"));

        (await OverridesAsync(client)).ShouldBe([(TopicSettings.CleanupPolicy, "compact,delete")]);
    }

    [Theory]
    [InlineData("no.such.setting", Set, "1")]
    [InlineData("no.such.setting", Delete, null)]
    [InlineData(TopicSettings.RetentionMs, Set, "soon")]
    [InlineData(TopicSettings.RetentionMs, Set, null)]
    [InlineData(TopicSettings.RetentionMs, Set, "-2")]
    [InlineData(TopicSettings.RetentionMs, Append, "1")]
    [InlineData(TopicSettings.CleanupPolicy, Append, "burn")]
    [InlineData(TopicSettings.RetentionMs, (sbyte)4, "1")]
    [InlineData(TopicSettings.RetentionMs, (sbyte)-1, "1")]
    public async Task One_bad_change_refuses_all_of_the_resource(string name, sbyte operation, string? value)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        IncrementalAlterConfigsResponseResource answer = await client.AlterTopicAsync("t", (TopicSettings.SegmentBytes, Set, "4096"), (name, operation, value));

        answer.ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
        answer.ErrorMessage.ShouldNotBeNull().ShouldContain(name);
        (await OverridesAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_setting_named_twice_is_refused()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.AlterTopicAsync("t", (TopicSettings.RetentionMs, Set, "1"), (TopicSettings.RetentionMs, Set, "2"))).ErrorCode.ShouldNotBe(ErrorCode.None);
    }

    [Theory]
    [InlineData((sbyte)2, "missing", ErrorCode.UnknownTopicOrPartition)]
    [InlineData((sbyte)4, "1", ErrorCode.InvalidRequest)]
    [InlineData((sbyte)9, "t", ErrorCode.InvalidRequest)]
    public async Task Resources_that_cannot_be_changed_are_told_so_by_both_apis(sbyte type, string name, ErrorCode error)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        for (short version = 0; version <= 1; version++)
        {
            var incremental = new IncrementalAlterConfigsRequest
            {
                Resources = [new() { ResourceType = type, ResourceName = name, Configs = [new() { Name = TopicSettings.RetentionMs, Value = "1" }] }],
            };
            (await client.CallAsync(incremental, version)).Responses.ShouldHaveSingleItem().ErrorCode.ShouldBe(error);
        }

        for (short version = 0; version <= 2; version++)
        {
            var whole = new AlterConfigsRequest { Resources = [new() { ResourceType = type, ResourceName = name, Configs = [new() { Name = TopicSettings.RetentionMs, Value = "1" }] }] };
            (await client.CallAsync(whole, version)).Responses.ShouldHaveSingleItem().ErrorCode.ShouldBe(error);
        }
    }

    [Fact]
    public async Task Alter_configs_replaces_all_settings_of_the_topic()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "4096"), (TopicSettings.RetentionMs, "5000"));

        (await ReplaceAsync(client, (TopicSettings.RetentionBytes, "1000"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await OverridesAsync(client)).ShouldBe([(TopicSettings.RetentionBytes, "1000")]);
        (await ReplaceAsync(client, (TopicSettings.RetentionBytes, "many"))).ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
        (await ReplaceAsync(client, ("no.such", "1"))).ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
        (await OverridesAsync(client)).ShouldBe([(TopicSettings.RetentionBytes, "1000")]);
        (await ReplaceAsync(client)).ErrorCode.ShouldBe(ErrorCode.None);
        (await OverridesAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bad_setting_of_an_unknown_topic_is_named_before_the_topic_is()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await ReplaceAsync(client, ("no.such", "1"))).ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
        (await ReplaceAsync(client, (TopicSettings.RetentionMs, "1"))).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task Validate_only_changes_nothing()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        var incremental = new IncrementalAlterConfigsRequest
        {
            ValidateOnly = true,
            Resources = [new() { ResourceType = 2, ResourceName = "t", Configs = [new() { Name = TopicSettings.RetentionMs, Value = "1" }] }],
        };
        var whole = new AlterConfigsRequest { ValidateOnly = true, Resources = [new() { ResourceType = 2, ResourceName = "t", Configs = [new() { Name = TopicSettings.RetentionMs, Value = "1" }] }] };

        (await client.CallAsync(incremental, 1)).Responses[0].ErrorCode.ShouldBe(ErrorCode.None);
        (await client.CallAsync(whole, 2)).Responses[0].ErrorCode.ShouldBe(ErrorCode.None);

        (await OverridesAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_changes_at_once_are_all_kept()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        (string Name, string Value)[] changes =
        [
            (TopicSettings.RetentionMs, "11"), (TopicSettings.RetentionBytes, "12"), (TopicSettings.SegmentBytes, "2048"), (TopicSettings.SegmentMs, "14"),
            (TopicSettings.MaxMessageBytes, "1500"), (TopicSettings.DeleteRetentionMs, "16"),
        ];

        await Task.WhenAll(changes.Select(async change =>
        {
            using WireClient own = await node.ConnectAsync();
            await own.SetAsync("t", change.Name, change.Value);
        }));

        (await OverridesAsync(client)).ShouldBe(changes.OrderBy(c => c.Name, StringComparer.Ordinal));
    }

    private static async Task<AlterConfigsResponseResource> ReplaceAsync(WireClient client, params (string Name, string Value)[] settings)
    {
        var request = new AlterConfigsRequest
        {
            Resources = [new() { ResourceType = 2, ResourceName = "t", Configs = [.. settings.Select(s => new AlterConfigsRequestConfig { Name = s.Name, Value = s.Value })] }],
        };
        return (await client.CallAsync(request, 2)).Responses.ShouldHaveSingleItem();
    }

    private static async Task<IEnumerable<(string, string)>> OverridesAsync(WireClient client) =>
        (await client.DescribeConfigsAsync(TopicCalls.TopicResource, "t")).Configs.Where(c => c.ConfigSource == 1).Select(c => (c.Name, c.Value!));
}
