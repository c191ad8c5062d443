using System.Text;

namespace Vicinity.Client.Tests;

public sealed class PartitionerTests
{
    /// <summary>Values of Java's client.</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_is_that_of_javas_client(string key, int expected) =>
        ((int)Partitioner.Murmur2(Encoding.UTF8.GetBytes(key))).ShouldBe(expected);

    [Fact]
    public void A_partition_lies_in_the_range_and_depends_on_the_key_alone()
    {
        for (int i = 0; i < 1000; i++)
        {
            byte[] key = Encoding.UTF8.GetBytes($"vehicle {i}");
            int partition = Partitioner.PartitionOf(key, 7);
            partition.ShouldBeInRange(0, 6);
            Partitioner.PartitionOf(key, 7).ShouldBe(partition);
        }
    }
}
