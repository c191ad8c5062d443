using Vicinity.Feeds;

namespace Vicinity.Cli.Tests;

public sealed class FreshnessWordsTests
{
    [Theory]
    [InlineData(true, false, 0, "[green]live[/]")]
    [InlineData(false, true, 7.4, "[yellow]delayed by 7 s[/]")]
    [InlineData(false, false, 0, "[grey]connecting[/]")]
    public void A_view_that_has_yet_to_hear_of_the_log_is_not_called_delayed(bool live, bool delayed, double seconds, string word) =>
        FreshnessWords.Of(new Freshness(live, delayed, seconds)).ShouldBe(word);
}
