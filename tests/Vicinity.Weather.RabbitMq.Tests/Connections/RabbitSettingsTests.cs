namespace Vicinity.Weather.RabbitMq.Tests;

public sealed class RabbitSettingsTests
{
    [Fact]
    public void The_defaults_have_no_problem() => new RabbitSettings().Problems().ShouldBeEmpty();

    [Theory]
    [InlineData("here")]
    [InlineData("here:")]
    [InlineData("here:0")]
    [InlineData("here:65536")]
    [InlineData(":5672")]
    [InlineData("")]
    public void An_address_that_is_none_is_refused(string address) => new RabbitSettings { Addresses = address }.Problems().ShouldBe([$"Addresses: '{address}' is not of the form host:port"]);

    [Fact]
    public void A_setting_beyond_its_bounds_is_refused_with_the_reason() =>
        Should.Throw<ArgumentException>(() => new RabbitReadingSink(new RabbitSettings { DeliveryLimit = 0 }, TimeProvider.System)).Message.ShouldStartWith("DeliveryLimit is 0, not between 1 and 1000: a message that no server can work on must end somewhere");
}
