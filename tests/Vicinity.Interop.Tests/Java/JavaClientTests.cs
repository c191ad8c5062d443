namespace Vicinity.Interop.Tests;

/// <summary>The Java client of Apache Kafka 4.2.</summary>
public sealed class JavaClientTests
{
    private readonly BrokerUnderTest _broker;
    private readonly JavaHost _java;

    public JavaClientTests(BrokerUnderTest broker, JavaHost java)
    {
        Installed.NeedsJava();
        _broker = broker;
        _java = java;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public Task Records_of_every_codec_come_back_at_offsets_without_holes(string codec) => PassesAsync("everyCodec", codec);

    [Fact]
    public Task Keys_headers_nulls_and_timestamps_come_back_as_they_were_sent() => PassesAsync("keysHeadersNullsAndTimestamps");

    [Fact]
    public Task Every_kind_of_acknowledgement_keeps_all_records() => PassesAsync("everyKindOfAcknowledgement");

    [Fact]
    public Task A_record_above_the_limit_of_its_topic_is_refused_and_the_next_is_kept() => PassesAsync("recordAboveTheLimit");

    [Fact]
    public Task A_compacted_topic_refuses_records_without_a_key() => PassesAsync("compactedTopicWantsKeys");

    [Fact]
    public Task Offsets_are_found_by_time_at_both_ends_and_at_the_largest_timestamp() => PassesAsync("offsetsByTimeAndAtBothEnds");

    [Fact]
    public Task It_seeks_inside_a_batch_and_an_offset_that_is_not_there_is_out_of_range() => PassesAsync("seekingAndResetting");

    [Fact]
    public Task Producing_to_a_topic_that_does_not_exist_makes_it() => PassesAsync("topicIsMadeByUse");

    [Theory]
    [InlineData("RangeAssignor")]
    [InlineData("RoundRobinAssignor")]
    [InlineData("StickyAssignor")]
    [InlineData("CooperativeStickyAssignor")]
    public Task Three_members_share_a_topic_and_nothing_is_lost_or_repeated_when_one_leaves(string assignor) =>
        PassesAsync("groupSharesATopicAndSurvivesALeaver", assignor);

    [Fact]
    public Task A_group_goes_on_from_what_it_committed_with_text_and_epoch() => PassesAsync("groupGoesOnFromWhatItCommitted");

    [Fact]
    public Task A_static_member_that_comes_back_causes_no_rebalance() => PassesAsync("staticMemberComesBackWithoutRebalance");

    [Fact]
    public Task A_live_static_member_that_an_admin_removes_joins_again_at_once() => PassesAsync("staticMemberThatAnAdminRemovesRejoins");

    [Fact]
    public Task A_second_member_of_the_same_static_name_fences_the_first() => PassesAsync("secondMemberOfTheSameNameFencesTheFirst");

    [Fact]
    public Task A_member_that_was_removed_cannot_commit() => PassesAsync("memberThatWasRemovedCannotCommit");

    [Fact]
    public Task Topics_are_created_with_ids_grown_and_deleted_and_each_fault_has_its_error() => PassesAsync("topicsAreAdministered");

    [Fact]
    public Task Topics_are_described_read_written_and_deleted_by_their_ids() => PassesAsync("topicsAreNamedByTheirIds");

    [Fact]
    public Task A_reader_and_a_writer_go_on_with_a_topic_that_was_made_again() => PassesAsync("aTopicIsMadeAgainUnderItsReader");

    [Fact]
    public Task Settings_are_set_deleted_appended_to_and_subtracted_from() => PassesAsync("configsAreAdministered");

    [Fact]
    public Task Groups_and_their_offsets_are_listed_described_altered_and_deleted() => PassesAsync("groupsAreAdministered");

    [Fact]
    public Task Records_are_deleted_and_logs_cluster_and_quorum_described() => PassesAsync("recordsAreDeletedAndLogsDescribed");

    private async Task PassesAsync(string scenario, params string[] arguments) =>
        (await _java.RunAsync("Scenarios", "", [scenario, _broker.Bootstrap, .. arguments])).ShouldHaveSucceeded();
}
