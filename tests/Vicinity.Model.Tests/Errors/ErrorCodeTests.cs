namespace Vicinity.Model.Tests;

public sealed class ErrorCodeTests
{
    [Theory]
    [InlineData(0, "NONE", false, false)]
    [InlineData(-1, "UNKNOWN_SERVER_ERROR", false, false)]
    [InlineData(2, "CORRUPT_MESSAGE", true, false)]
    [InlineData(6, "NOT_LEADER_OR_FOLLOWER", true, true)]
    [InlineData(16, "NOT_COORDINATOR", true, false)]
    [InlineData(27, "REBALANCE_IN_PROGRESS", false, false)]
    [InlineData(75, "UNKNOWN_LEADER_EPOCH", true, false)]
    [InlineData(103, "INCONSISTENT_TOPIC_ID", true, true)]
    public void A_code_has_a_name_and_a_reaction(short code, string name, bool retriable, bool refresh)
    {
        var error = (ErrorCode)code;
        error.Name().ShouldBe(name);
        error.IsRetriable().ShouldBe(retriable);
        error.NeedsMetadataRefresh().ShouldBe(refresh);
    }

    [Fact]
    public void Every_name_on_the_enum_is_described_by_the_same_words()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
            code.Name().Replace("_", "").ShouldBe(code.ToString(), StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void An_unknown_number_has_a_name_of_its_own_and_is_not_retried()
    {
        var error = (ErrorCode)500;
        error.Name().ShouldBe("UNKNOWN_ERROR_500");
        error.IsRetriable().ShouldBeFalse();
    }
}
