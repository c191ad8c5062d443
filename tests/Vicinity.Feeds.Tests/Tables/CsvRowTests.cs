using System.Text;

namespace Vicinity.Feeds.Tests;

public sealed class CsvRowTests
{
    [Fact]
    public void Numbers_truth_values_and_nulls_are_written_the_same_in_every_language() =>
        RowOf(1, 2.5, -3L, true, false, null, "a").ShouldBe("1,2.5,-3,true,false,,a");

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("two\rlines", "\"two\rlines\"")]
    [InlineData(" plain text; ", " plain text; ")]
    [InlineData("", "")]
    public void A_text_is_quoted_where_it_would_not_stay_one_value(string value, string written) => RowOf(value, 1).ShouldBe(written + ",1");

    private static string RowOf(params object?[] values)
    {
        var text = new StringBuilder();
        CsvRow.Append(text, values);
        return text.ToString();
    }
}
