using System.Net;
using System.Net.Sockets;

namespace Vicinity.Broker.Tests;

public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData("350", 350, 87)]
    [InlineData("1024", 1024, 256)]
    [InlineData("524288", 524_288, 1000)]
    [InlineData("unlimited", long.MaxValue, 1000)]
    public void The_soft_limit_is_read_and_a_quarter_of_it_but_at_most_1000_is_kept(string soft, long limit, long kept)
    {
        string[] table =
        [
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max cpu time              unlimited            unlimited            seconds   ",
            $"Max open files            {soft,-20} 1048576              files     ",
        ];

        var found = DescriptorLimit.Parse(table);

        found.Limit.ShouldBe(limit);
        found.Kept.ShouldBe(kept);
    }

    [Fact]
    public void A_system_that_tells_no_limit_has_none() => DescriptorLimit.Parse([]).Limit.ShouldBe(long.MaxValue);

    [Fact]
    public void A_connection_beyond_the_limit_less_what_is_kept_takes_a_kept_descriptor()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        long number = listener.SafeHandle.DangerousGetHandle();

        new DescriptorLimit(4).IsKept(listener).ShouldBeTrue();
        new DescriptorLimit((number * 2) + 2).IsKept(listener).ShouldBeFalse();
    }
}
