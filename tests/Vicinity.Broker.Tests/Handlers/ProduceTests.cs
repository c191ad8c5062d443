using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class ProduceTests
{
    [Theory]
    [InlineData((short)-1)]
    [InlineData((short)1)]
    public async Task a_batch_is_answered_with_the_offset_of_its_first_record(short acks)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        ProduceResponsePartition first = await client.ProduceAsync("t", 0, Batches.Of("a", "b", "c"), acks);
        ProduceResponsePartition second = await client.ProduceAsync("t", 0, Batches.Of("d"), acks);

        first.ErrorCode.ShouldBe(ErrorCode.None);
        (first.BaseOffset, first.LogStartOffset, first.LogAppendTimeMs).ShouldBe((0, 0, -1));
        second.BaseOffset.ShouldBe(3);
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b", "c", "d"]);
    }
}
