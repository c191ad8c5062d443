namespace Vicinity.Interop.Tests;

/// <summary>Sarama 1.22 for Go, which commits in a version that Apache Kafka 4 no longer has.</summary>
public sealed class SaramaTests
{
    private readonly BrokerUnderTest _broker;

    public SaramaTests(BrokerUnderTest broker)
    {
        Installed.NeedsSarama();
        _broker = broker;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    public Task Records_come_back_at_offsets_without_holes(string codec) => PassesAsync("produces_and_reads", codec);

    [Fact]
    public Task The_idempotent_producer_writes_everything_once_and_in_order() => PassesAsync("idempotent_producer");

    [Fact]
    public Task Two_members_share_a_topic_and_one_takes_all_when_the_other_leaves() => PassesAsync("group_shares_a_topic_and_survives_a_leaver");

    [Fact]
    public async Task A_group_goes_on_from_what_it_committed()
    {
        BrokerUnderTest.NeedsOurNode();
        await PassesAsync("group_goes_on_from_what_it_committed");
    }

    [Fact]
    public async Task Topics_and_groups_are_administered()
    {
        BrokerUnderTest.NeedsOurNode();
        await PassesAsync("topics_and_groups_are_administered");
    }

    private async Task PassesAsync(string scenario, params string[] arguments) =>
        (await ForeignProgram.RunAsync(SaramaProgram.File, [scenario, _broker.Bootstrap, .. arguments])).ShouldHaveSucceeded();
}
