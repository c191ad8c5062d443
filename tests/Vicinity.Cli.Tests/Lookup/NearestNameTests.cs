namespace Vicinity.Cli.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] s_names = ["readings", "readings2", "traffic.02", "a", "alarm"];

    [Theory]
    [InlineData("raedings", "readings")]
    [InlineData("reading", "readings")]
    [InlineData("READINGS", "readings")]
    [InlineData("redings2", "readings2")]
    [InlineData("trafic.02", "traffic.02")]
    [InlineData("alarms", "alarm")]
    [InlineData("b", "a")]
    public void A_mistyped_name_finds_the_one_that_was_meant(string wanted, string meant) => NearestName.Of(wanted, s_names).ShouldBe(meant);

    [Theory]
    [InlineData("weather")]
    [InlineData("zz")]
    [InlineData("readings-of-yesterday")]
    public void A_name_that_is_like_none_finds_none(string wanted) => NearestName.Of(wanted, s_names).ShouldBeNull();

    [Fact]
    public void Among_no_names_there_is_no_nearest() => NearestName.Hint("readings", []).ShouldBeEmpty();
}
