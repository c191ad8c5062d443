namespace Vicinity.Cli.Tests;

public sealed class FreePortTests
{
    [Fact]
    public void A_port_is_given_once()
    {
        // Among this many of 18,000 ports, independent choices would hold a pair with near certainty.
        int[] ports = [.. Enumerable.Range(0, 1000).Select(_ => FreePort.Next())];

        ports.ShouldBeUnique();
    }
}
