namespace Vicinity.Cli.Tests;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 records")]
    [InlineData(1, "1 record")]
    [InlineData(2, "2 records")]
    [InlineData(1234567, "1,234,567 records")]
    public void One_is_singular_and_all_else_plural(long count, string words) => Counted.Of(count, "record").ShouldBe(words);
}
