namespace Vicinity.Weather.Tests;

public sealed class WeatherOptionsTests
{
    [Fact]
    public void The_defaults_have_no_problem() => new WeatherOptions().Problems().ShouldBeEmpty();

    [Fact]
    public void A_window_of_no_length_is_refused_with_its_bounds_and_the_reason() =>
        new WeatherOptions { WindowMs = 0 }.Problems().ShouldHaveSingleItem().ShouldBe("WindowMs is 0, not between 100 and 86400000: the length of a window in milliseconds");

    [Fact]
    public void A_topic_without_a_name_is_refused() =>
        new WeatherOptions { StepsTopic = "" }.Problems().ShouldHaveSingleItem().ShouldBe("StepsTopic is empty: it names a topic");
}
