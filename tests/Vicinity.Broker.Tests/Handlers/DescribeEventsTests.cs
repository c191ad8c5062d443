using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class DescribeEventsTests
{
    [Fact]
    public async Task Events_are_told_from_a_number_on_with_all_their_fields()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        DescribeEventsResponse first = await client.CallAsync(new DescribeEventsRequest { MaxEvents = 1000 }, 0);
        (first.ErrorCode, first.NodeId).ShouldBe((ErrorCode.None, 1));
        first.Events.ShouldContain(e => e.Kind == (sbyte)ClusterEventKind.NodeStarted);

        node.Node.Events.Record(new(ClusterEventKind.LeaderElected)
        {
            NodeId = 2,
            OtherNodeId = 3,
            Topic = "t",
            Partition = 4,
            Epoch = 7,
            Offset = 99,
            Duration = TimeSpan.FromMilliseconds(140),
            Detail = "why",
        });
        DescribeEventsResponse second = await client.CallAsync(new DescribeEventsRequest { RunId = first.RunId, FromSequence = first.NextSequence, MaxEvents = 1000 }, 0);

        DescribeEventsResponseEvent told = second.Events.ShouldHaveSingleItem();
        (told.Sequence, told.NodeId, told.OtherNodeId, told.Topic, told.Partition, told.Epoch, told.Offset, told.DurationMs, told.Detail)
            .ShouldBe((second.NextSequence - 1, 2, 3, "t", 4, 7, 99L, 140L, "why"));
    }

    [Fact]
    public async Task Who_knew_an_earlier_run_is_told_all_events_of_this_one()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        DescribeEventsResponse answer = await client.CallAsync(new DescribeEventsRequest { RunId = Guid.NewGuid(), FromSequence = 1_000_000, MaxEvents = 1000 }, 0);

        answer.Events[0].Sequence.ShouldBe(0);
    }
}
