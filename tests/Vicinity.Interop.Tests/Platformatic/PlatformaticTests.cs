namespace Vicinity.Interop.Tests;

/// <summary>@platformatic/kafka 2.12, which names topics by their ids wherever the protocol can. It has gzip of Node.js; other codecs would be packages of their own.</summary>
public sealed class PlatformaticTests
{
    private readonly BrokerUnderTest _broker;

    public PlatformaticTests(BrokerUnderTest broker)
    {
        Installed.NeedsPlatformatic();
        _broker = broker;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public Task Records_come_back_at_offsets_without_holes(string codec) => PassesAsync("produces_and_reads", codec);

    [Fact]
    public Task The_idempotent_producer_writes_everything_once_and_in_order() => PassesAsync("idempotent_producer");

    [Fact]
    public Task Two_members_share_a_topic_and_one_takes_all_when_the_other_leaves() => PassesAsync("group_shares_a_topic_and_survives_a_leaver");

    [Fact]
    public Task A_group_goes_on_from_what_it_committed() => PassesAsync("group_goes_on_from_what_it_committed");

    [Fact]
    public Task Topics_groups_and_records_are_administered() => PassesAsync("topics_groups_and_records_are_administered");

    private async Task PassesAsync(string scenario, params string[] arguments)
    {
        string script = RepositoryFolder.OfTests("platformatic", "scenarios.mjs");
        (await ForeignProgram.RunAsync("node", [script, scenario, _broker.Bootstrap, .. arguments])).ShouldHaveSucceeded();
    }
}
