using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>The consumer groups of this node, and their log, which is made when the first group needs it.</summary>
internal sealed class NodeGroups(TopicRegistry topics, BrokerOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    public void AddHandlers(HandlerTable table)
    {
        _ = (topics, options, time, log, table);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
