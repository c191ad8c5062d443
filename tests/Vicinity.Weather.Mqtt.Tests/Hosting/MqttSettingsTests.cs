namespace Vicinity.Weather.Mqtt.Tests;

public sealed class MqttSettingsTests
{
    [Fact]
    public void The_defaults_have_no_problem_and_are_on_the_loopback_address() => new MqttSettings().Problems().ShouldBeEmpty();

    [Theory]
    [InlineData("0.0.0.0:1883", false)]
    [InlineData("[::1]:1883", true)]
    [InlineData("localhost:1883", true)]
    [InlineData("192.0.2.1:1883", false)]
    [InlineData("here", false)]
    public void Other_machines_get_in_only_with_a_user_or_by_a_setting(string address, bool isFine)
    {
        (new MqttSettings { Address = address }.Problems().Count == 0).ShouldBe(isFine);
        if (address.Contains('.', StringComparison.Ordinal)) new MqttSettings { Address = address, User = "u", Password = "p" }.Problems().ShouldBeEmpty();
        if (address.Contains('.', StringComparison.Ordinal)) new MqttSettings { Address = address, AllowsAnonymous = true }.Problems().ShouldBeEmpty();
    }
}
