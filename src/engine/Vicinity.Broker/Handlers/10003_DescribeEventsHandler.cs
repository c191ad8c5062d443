using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeEvents, an API of Vicinity's own. Behavior: the events that this node saw, from a sequence number on; all that are kept when the asker knew another
/// run of the node, or none.
/// </summary>
internal sealed class DescribeEventsHandler(ClusterEvents events, NodeIdentity identity, TimeProvider time) : MessageHandler<DescribeEventsRequest, DescribeEventsResponse>(0, 0)
{
    private const int MostEvents = 2000;

    protected override ValueTask<DescribeEventsResponse> HandleAsync(DescribeEventsRequest request, RequestContext context)
    {
        long from = request.RunId == events.RunId ? request.FromSequence : 0;
        (IReadOnlyList<ClusterEvent> found, long next) = events.From(from, Math.Clamp(request.MaxEvents, 1, MostEvents));
        var response = new DescribeEventsResponse
        {
            NodeId = identity.NodeId,
            RunId = events.RunId,
            NextSequence = next,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        foreach (ClusterEvent e in found)
        {
            response.Events.Add(new()
            {
                Sequence = e.Sequence,
                Timestamp = e.Time.ToUnixTimeMilliseconds(),
                Kind = (sbyte)e.Kind,
                NodeId = e.NodeId,
                OtherNodeId = e.OtherNodeId,
                Topic = e.Topic,
                Partition = e.Partition,
                Epoch = e.Epoch,
                Offset = e.Offset,
                DurationMs = e.Duration is { } duration ? (long)duration.TotalMilliseconds : -1,
                Detail = e.Detail,
            });
        }

        return new(response);
    }
}
