namespace Vicinity.Weather.Redis.Tests;

public sealed class RedisSettingsTests
{
    [Fact]
    public void The_defaults_have_no_problem() => new RedisSettings().Problems().ShouldBeEmpty();

    [Theory]
    [InlineData("", "Address is empty: it names host and port of Redis")]
    [InlineData("here", "Address 'here' is not of the form host:port")]
    [InlineData("here:6379,allowAdmin=true", "Address 'allowAdmin=true' is not of the form host:port")]
    public void An_address_that_is_none_is_refused(string address, string problem) => new RedisSettings { Address = address }.Problems().ShouldBe([problem]);

    [Fact]
    public void A_setting_beyond_its_bounds_is_refused_with_the_reason() =>
        Should.Throw<ArgumentException>(() => new RedisConnection(new RedisSettings { LeaseMs = 1 })).Message.ShouldStartWith("LeaseMs is 1, not between 100 and 600000: after that time another proxy takes over");
}
