namespace Vicinity.Interop.Tests;

/// <summary>confluent-kafka 1.7.0 on librdkafka 2.0.2 as member of groups.</summary>
public sealed class ConfluentGroupTests
{
    private readonly PythonScript _python;

    public ConfluentGroupTests(BrokerUnderTest broker)
    {
        Installed.NeedsConfluent();
        _python = new PythonScript("confluent.py", broker);
    }

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    [InlineData("cooperative-sticky")]
    public Task Three_members_share_a_topic_and_nothing_is_lost_or_repeated_when_one_leaves(string strategy) => _python.PassesAsync("a_group_shares_a_topic_and_survives_a_leaver", strategy);

    [Fact]
    public Task A_cooperative_member_that_joins_takes_only_its_share() => _python.PassesAsync("a_cooperative_member_that_joins_takes_only_its_share");

    [Fact]
    public Task Members_come_and_go_during_rebalances_and_nothing_is_lost_or_repeated() => _python.PassesAsync("members_come_and_go");

    [Fact]
    public Task A_member_that_is_not_polled_any_more_is_replaced() => _python.PassesAsync("a_member_that_is_not_polled_any_more_is_replaced");

    [Fact]
    public Task A_group_goes_on_from_what_it_committed() => _python.PassesAsync("a_group_goes_on_from_what_it_committed");

    [Fact]
    public Task A_static_member_that_comes_back_causes_no_rebalance() => _python.PassesAsync("a_static_member_that_comes_back_causes_no_rebalance");

    [Fact]
    public Task A_second_member_of_the_same_static_name_fences_the_first() => _python.PassesAsync("a_second_member_of_the_same_name_fences_the_first");
}
