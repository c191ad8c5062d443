namespace Vicinity.Weather.Mqtt.Tests;

public sealed class ClientRateTests
{
    [Fact]
    public void A_client_may_send_some_seconds_of_its_rate_at_once_and_then_its_rate()
    {
        var rate = new ClientRate(10, 0);
        for (int i = 0; i < 50; i++) rate.Take(0).ShouldBe(0);
        rate.Take(0).ShouldBe(100);
        rate.Take(99).ShouldBe(1);
        rate.Take(100).ShouldBe(0);
        rate.Take(1_000_000).ShouldBe(0);
        int more = 0;
        while (rate.Take(1_000_000) == 0) more++;
        more.ShouldBe(49);
    }
}
