namespace Vicinity.Model.Tests;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:3300", "127.0.0.1", 3300)]
    [InlineData("kafka.example:0", "kafka.example", 0)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("*:80", "*", 80)]
    public void An_address_is_read_and_written_alike(string text, string host, int port)
    {
        HostPort.TryParse(text, out HostPort value, out _).ShouldBeTrue();
        value.ShouldBe(new HostPort(host, port));
        value.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3300")]
    [InlineData(":3300")]
    [InlineData("localhost:")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost: 1")]
    [InlineData("localhost:http")]
    [InlineData("::1:80")]
    [InlineData("[]:80")]
    [InlineData("[::1:80")]
    public void Anything_else_is_refused_and_quoted(string text)
    {
        HostPort.TryParse(text, out _, out string? fault).ShouldBeFalse();
        fault.ShouldContain($"'{text}'");
    }
}
