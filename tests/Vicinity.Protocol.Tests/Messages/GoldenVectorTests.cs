using Vicinity.Model;

namespace Vicinity.Protocol.Tests;

/// <summary>Bodies written by hand from docs/formats/protocol.md, one for each way of encoding that a version may choose.</summary>
public sealed class GoldenVectorTests
{
    [Fact]
    public void Metadata_request_v0_001_means_all_topics_by_an_empty_list() =>
        Wire.Body(new MetadataRequest { Topics = null }, 0).ShouldBe(Wire.Hex("00000000"));

    [Fact]
    public void Metadata_request_v1_001_means_all_topics_by_null() =>
        Wire.Body(new MetadataRequest { Topics = null }, 1).ShouldBe(Wire.Hex("FFFFFFFF"));

    [Fact]
    public void Metadata_request_v1_002_counts_as_allowing_auto_creation() =>
        Wire.Parse<MetadataRequest>(Wire.Hex("00000001 0001 74"), 1).AllowAutoTopicCreation.ShouldBeTrue();

    [Fact]
    public void Metadata_request_v4_001_carries_the_permission() =>
        Wire.Parse<MetadataRequest>(Wire.Hex("00000001 0001 74 00"), 4).AllowAutoTopicCreation.ShouldBeFalse();

    [Fact]
    public void Metadata_request_v12_001_names_topics_by_id_and_name() =>
        Wire.Body(new MetadataRequest { Topics = [new() { Name = "t" }] }, 12)
            .ShouldBe(Wire.Hex("02 00000000000000000000000000000000 02 74 00 01 00 00"));

    [Fact]
    public void Metadata_response_v12_001_writes_uuids_in_the_order_of_their_text()
    {
        var response = new MetadataResponse
        {
            Brokers = [new() { NodeId = 1, Host = "h", Port = 9092 }],
            ClusterId = "c",
            ControllerId = 1,
            Topics = [new() { Name = "t", TopicId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Partitions = [new() { LeaderId = 1, LeaderEpoch = 3, ReplicaNodes = [1], IsrNodes = [1] }] }],
        };

        Wire.Body(response, 12).ShouldBe(Wire.Hex("""
            00000000
            02  00000001 02 68 00002384 00 00
            02 63 00000001
            02  0000 02 74 00112233445566778899AABBCCDDEEFF 00
                02  0000 00000000 00000001 00000003 02 00000001 02 00000001 01 00
                80000000 00
            00
            """));
    }

    [Fact]
    public void Produce_request_v7_001_has_long_lengths_and_keeps_the_batch_as_a_slice()
    {
        var bytes = Wire.Hex("FFFF FFFF 00007530 00000001 0001 74 00000001 00000002 00000003 AABBCC");

        var read = Wire.Parse<ProduceRequest>(bytes, 7);

        read.Acks.ShouldBe((short)-1);
        var records = read.TopicData[0].PartitionData[0].Records.ShouldNotBeNull();
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(records, out var slice).ShouldBeTrue();
        slice.Array.ShouldBeSameAs(bytes);
        Wire.Body(read, 7).ShouldBe(bytes);
    }

    [Fact]
    public void Produce_request_v9_001_tells_null_records_from_empty_ones()
    {
        var none = Wire.Hex("00 FFFF 00007530 02 02 74 02 00000002 00 00 00 00");
        var empty = Wire.Hex("00 FFFF 00007530 02 02 74 02 00000002 01 00 00 00");

        Wire.Parse<ProduceRequest>(none, 9).TopicData[0].PartitionData[0].Records.ShouldBeNull();
        Wire.Parse<ProduceRequest>(empty, 9).TopicData[0].PartitionData[0].Records.ShouldNotBeNull().IsEmpty.ShouldBeTrue();
        Wire.Body(Wire.Parse<ProduceRequest>(none, 9), 9).ShouldBe(none);
        Wire.Body(Wire.Parse<ProduceRequest>(empty, 9), 9).ShouldBe(empty);
    }

    [Fact]
    public void Produce_response_v3_001_ends_with_the_throttle_time() =>
        Wire.Body(new ProduceResponse { Responses = [new() { Name = "t", PartitionResponses = [new() { Index = 1, BaseOffset = 5 }] }], ThrottleTimeMs = 9 }, 3)
            .ShouldBe(Wire.Hex("00000001 0001 74 00000001 00000001 0000 0000000000000005 FFFFFFFFFFFFFFFF 00000009"));

    [Fact]
    public void Join_group_response_v4_001_leaves_out_the_static_names() =>
        Wire.Body(new JoinGroupResponse { GenerationId = 2, ProtocolName = null, Leader = "m", MemberId = "m", Members = [new() { MemberId = "m", GroupInstanceId = "i", Metadata = new byte[] { 1 } }] }, 4)
            .ShouldBe(Wire.Hex("00000000 0000 00000002 0000 0001 6D 0001 6D 00000001 0001 6D 00000001 01"));

    [Fact]
    public void Find_coordinator_v0_001_asks_by_the_key_alone() =>
        Wire.Body(new FindCoordinatorRequest { Key = "g", KeyType = 1 }, 0).ShouldBe(Wire.Hex("0001 67"));

    [Fact]
    public void Offset_fetch_v8_001_asks_for_several_groups() =>
        Wire.Body(new OffsetFetchRequest { Groups = [new() { GroupId = "g", Topics = [new() { Name = "t", PartitionIndexes = [0] }] }] }, 8)
            .ShouldBe(Wire.Hex("02 02 67 02 02 74 02 00000000 00 00 00 00"));

    [Fact]
    public void Offset_delete_v0_001_never_has_tagged_sections() =>
        Wire.Body(new OffsetDeleteResponse { ErrorCode = ErrorCode.GroupIdNotFound }, 0).ShouldBe(Wire.Hex("0045 00000000 00000000"));

    [Fact]
    public void Create_topics_response_v5_001_tells_null_settings_from_none() =>
        Wire.Body(new CreateTopicsResponse { Topics = [new() { Name = "t", Configs = null, TopicConfigErrorCode = ErrorCode.TopicAuthorizationFailed }] }, 5)
            .ShouldBe(Wire.Hex("00000000 02 02 74 0000 00 FFFFFFFF FFFF 00 01 00 02 001D 00"));

    [Fact]
    public void Vote_request_v2_001_carries_the_pre_vote() =>
        Wire.Body(
            new VoteRequest
            {
                VoterId = 2,
                Topics = [new() { TopicName = "t", Partitions = [new() { CandidateEpoch = 4, CandidateId = 1, LastOffsetEpoch = 3, LastOffset = 8, PreVote = true }] }],
            },
            2).ShouldBe(Wire.Hex("""
            00 00000002
            02  02 74
                02  00000000 00000004 00000001 00000000000000000000000000000000 00000000000000000000000000000000 00000003 0000000000000008 01 00
                00
            00
            """));

    [Fact]
    public void Fetch_request_v12_002_carries_the_follower_s_directory_and_high_watermark_between_nodes() =>
        Wire.Body(
            new FetchRequest
            {
                ReplicaId = 2,
                Topics = [new() { Topic = "t", Partitions = [new() { ReplicaDirectoryId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), HighWatermark = 6 }] }],
            },
            12).ShouldBe(Wire.Hex("""
            00000002 00000000 00000000 7FFFFFFF 00 00000000 FFFFFFFF
            02  02 74
                02  00000000 FFFFFFFF 0000000000000000 FFFFFFFF FFFFFFFFFFFFFFFF 7FFFFFFF
                    02  00 10 00112233445566778899AABBCCDDEEFF  01 08 0000000000000006
                00
            01 01 00
            """));
}
