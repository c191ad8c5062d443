namespace Vicinity.Interop.Tests;

/// <summary>kafkajs 2.2.4. It has gzip built in; other codecs would be packages of their own.</summary>
public sealed class KafkajsTests
{
    private readonly BrokerUnderTest _broker;

    public KafkajsTests(BrokerUnderTest broker)
    {
        Installed.NeedsKafkajs();
        _broker = broker;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public Task Records_come_back_at_offsets_without_holes(string codec) => PassesAsync("produces_and_reads", codec);

    [Fact]
    public Task Keys_headers_nulls_and_timestamps_come_back_as_they_were_sent() => PassesAsync("keys_headers_nulls_and_timestamps");

    [Fact]
    public Task The_idempotent_producer_writes_everything_once_and_in_order() => PassesAsync("idempotent_producer");

    [Fact]
    public Task Producing_to_a_topic_that_does_not_exist_makes_it() => PassesAsync("topic_is_made_by_use");

    [Fact]
    public Task Two_members_share_a_topic_and_one_takes_all_when_the_other_leaves() => PassesAsync("group_shares_a_topic_and_survives_a_leaver");

    [Fact]
    public Task A_group_goes_on_from_what_was_committed_for_it() => PassesAsync("group_goes_on_from_what_it_committed");

    [Fact]
    public Task Topics_are_created_with_counts_by_default_grown_changed_and_deleted() => PassesAsync("topics_are_administered");

    [Fact]
    public Task Offsets_are_found_set_and_reset_and_records_deleted() => PassesAsync("offsets_and_records_are_administered");

    [Fact]
    public Task Groups_are_listed_described_and_deleted() => PassesAsync("groups_are_administered");

    private async Task PassesAsync(string scenario, params string[] arguments)
    {
        string script = RepositoryFolder.OfTests("kafkajs", "scenarios.mjs");
        (await ForeignProgram.RunAsync("node", [script, scenario, _broker.Bootstrap, .. arguments])).ShouldHaveSucceeded();
    }
}
