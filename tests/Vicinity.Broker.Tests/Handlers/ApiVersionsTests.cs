using System.Buffers.Binary;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class ApiVersionsTests
{
    private static readonly (ApiKey Api, short Min, short Max)[] s_offer =
    [
        (ApiKey.Produce, 0, 13), (ApiKey.Fetch, 4, 18), (ApiKey.ListOffsets, 1, 7), (ApiKey.Metadata, 0, 13), (ApiKey.OffsetCommit, 1, 9), (ApiKey.OffsetFetch, 1, 9), (ApiKey.FindCoordinator, 0, 4),
        (ApiKey.JoinGroup, 0, 9), (ApiKey.Heartbeat, 0, 4), (ApiKey.LeaveGroup, 0, 5), (ApiKey.SyncGroup, 0, 5), (ApiKey.DescribeGroups, 0, 6), (ApiKey.ListGroups, 0, 5),
        (ApiKey.ApiVersions, 0, 4), (ApiKey.CreateTopics, 0, 7), (ApiKey.DeleteTopics, 0, 6), (ApiKey.DeleteRecords, 0, 2), (ApiKey.InitProducerId, 0, 4),
        (ApiKey.OffsetForLeaderEpoch, 2, 4), (ApiKey.DescribeConfigs, 0, 4), (ApiKey.AlterConfigs, 0, 2), (ApiKey.CreatePartitions, 0, 3), (ApiKey.DeleteGroups, 0, 2),
        (ApiKey.IncrementalAlterConfigs, 0, 1), (ApiKey.OffsetDelete, 0, 0), (ApiKey.DescribeCluster, 0, 2),
    ];

    [Fact]
    public Task Version_0_lists_the_offer() => ListsTheOfferAsync(0);

    [Fact]
    public Task Version_1_lists_the_offer() => ListsTheOfferAsync(1);

    [Fact]
    public Task Version_2_lists_the_offer() => ListsTheOfferAsync(2);

    [Fact]
    public Task Version_3_lists_the_offer() => ListsTheOfferAsync(3);

    [Fact]
    public Task Version_4_lists_the_offer() => ListsTheOfferAsync(4);

    [Theory]
    [InlineData((short)5)]
    [InlineData(short.MaxValue)]
    [InlineData((short)-1)]
    public async Task A_version_too_high_is_answered_in_the_layout_of_version_0_with_the_range_of_this_api(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        byte[] request = new byte[30];
        BinaryPrimitives.WriteInt16BigEndian(request, (short)ApiKey.ApiVersions);
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(2), version);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), 77);

        await client.SendFrameAsync(request);

        byte[] answer = (await client.ReceiveFrameAsync())!;
        // Correlation id, error 35, one entry: api 18, versions 0 to 4.
        answer.ShouldBe([0, 0, 0, 77, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4]);
        (await client.CallAsync(new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1" }, 3)).ErrorCode.ShouldBe(ErrorCode.None);
        node.Log.Of(1010).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("test", "")]
    [InlineData("-test", "1")]
    [InlineData("test", "1.")]
    [InlineData("a b", "1")]
    public async Task A_software_name_of_other_characters_is_an_invalid_request(string name, string version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        ApiVersionsResponse answer = await client.CallAsync(new ApiVersionsRequest { ClientSoftwareName = name, ClientSoftwareVersion = version }, 3);

        answer.ErrorCode.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task The_offer_has_no_api_without_messages_and_no_version_that_they_cannot_read()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        ApiVersionsResponse response = await client.CallAsync(new ApiVersionsRequest(), 0);

        foreach (ApiVersionsResponseApiKey api in response.ApiKeys)
        {
            ApiRange known = ApiCatalog.Find((ApiKey)api.ApiKey).ShouldNotBeNull().Versions;
            known.Contains(api.MaxVersion).ShouldBeTrue($"{(ApiKey)api.ApiKey} {api.MaxVersion}");
            // The old versions of Produce are offered so that librdkafka compresses, and refused.
            if ((ApiKey)api.ApiKey != ApiKey.Produce) known.Contains(api.MinVersion).ShouldBeTrue($"{(ApiKey)api.ApiKey} {api.MinVersion}");
        }
    }

    private static async Task ListsTheOfferAsync(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        ApiVersionsResponse response = await client.CallAsync(new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1.0" }, version);

        response.ErrorCode.ShouldBe(ErrorCode.None);
        var offered = response.ApiKeys.ToDictionary(a => (ApiKey)a.ApiKey, a => (a.MinVersion, a.MaxVersion));
        offered.Count.ShouldBe(response.ApiKeys.Count);
        foreach ((ApiKey api, short min, short max) in s_offer) offered[api].ShouldBe((min, max), $"{api}");
        // Transactions are not there, so that clients give up at once.
        offered.Keys.ShouldNotContain(ApiKey.AddPartitionsToTxn);
        offered.Keys.ShouldNotContain(ApiKey.EndTxn);
    }
}
