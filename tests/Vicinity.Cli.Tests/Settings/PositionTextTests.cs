using Vicinity.Client;

namespace Vicinity.Cli.Tests;

public sealed class PositionTextTests
{
    [Fact]
    public void A_position_is_a_word_an_offset_or_a_time()
    {
        PositionText.Parse("--from", "earliest").ShouldBe(StartPosition.Earliest);
        PositionText.Parse("--from", "LATEST").ShouldBe(StartPosition.Latest);
        PositionText.Parse("--from", "17").ShouldBe(StartPosition.AtOffset(17));
        PositionText.Parse("--from", "1970-01-01T00:00:02Z").ShouldBe(StartPosition.AtTime(2000));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    public void Anything_else_is_refused(string text) => Should.Throw<UsageException>(() => PositionText.Parse("--from", text)).Message.ShouldStartWith("--from ");
}
