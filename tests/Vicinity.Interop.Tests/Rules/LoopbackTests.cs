using System.Net.Sockets;

namespace Vicinity.Interop.Tests;

/// <summary>"localhost" is ::1 for some clients and 127.0.0.1 for others.</summary>
public sealed class LoopbackTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    public async Task A_node_on_the_loopback_is_reached_by_each_of_its_names(string host)
    {
        Installed.NeedsKcat();
        Assert.SkipUnless(Socket.OSSupportsIPv6, "needs IPv6");
        await using OwnNode node = OwnNode.Start(o => o with { AdvertisedHost = null });
        string[] broker = ["-b", $"{host}:{node.Port}"];

        (await ForeignProgram.RunAsync("kcat", [.. broker, "-P", "-t", "t"], "hello\n")).ShouldHaveSucceeded();

        (await ForeignProgram.RunAsync("kcat", [.. broker, "-C", "-t", "t", "-e", "-q"])).ShouldHaveSucceeded().Lines.ShouldBe(["hello"]);
    }
}
