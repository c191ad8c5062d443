using System.Net;

namespace Vicinity.Gateway.Tests;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:3300", "127.0.0.1", 3300, true)]
    [InlineData("localhost:0", "127.0.0.1", 0, true)]
    [InlineData("[::1]:80", "::1", 80, true)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535, false)]
    [InlineData("192.0.2.7:9092", "192.0.2.7", 9092, false)]
    public void An_address_is_read(string text, string address, int port, bool loopback)
    {
        HostPort.TryParse(text, out HostPort? value, out _).ShouldBeTrue();
        value.ShouldBe(new HostPort(IPAddress.Parse(address), port));
        value.IsLoopback.ShouldBe(loopback);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3300")]
    [InlineData(":3300")]
    [InlineData("localhost:")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost:http")]
    [InlineData("example.org:80")]
    public void A_text_that_is_no_address_is_refused_and_quoted(string text)
    {
        HostPort.TryParse(text, out _, out string? fault).ShouldBeFalse();
        fault.ShouldContain($"'{text}'");
    }
}
