namespace Vicinity.Interop.Tests;

/// <summary>kafka-python 2.0.2 as member of groups.</summary>
public sealed class KafkaPythonGroupTests
{
    private readonly PythonScript _python;

    public KafkaPythonGroupTests(BrokerUnderTest broker)
    {
        Installed.NeedsKafkaPython();
        _python = new PythonScript("kafka_python.py", broker);
    }

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    public Task Three_members_share_a_topic_and_the_others_take_over_when_one_leaves(string strategy) => _python.PassesAsync("a_group_shares_a_topic_and_survives_a_leaver", strategy);

    [Fact]
    public Task A_group_goes_on_from_what_it_committed_and_the_text_of_the_commit_comes_back() => _python.PassesAsync("a_group_goes_on_from_what_it_committed");

    [Fact]
    public Task A_member_without_an_assignor_in_common_is_refused_and_the_others_are_not_disturbed() =>
        _python.PassesAsync("a_member_without_a_common_assignor_is_refused_and_disturbs_nobody");

    [Fact]
    public Task Offsets_can_be_committed_without_being_a_member() => _python.PassesAsync("committing_without_being_a_member");
}
