using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The log of groups and committed offsets: the internal topic <c>__consumer_offsets</c>.</summary>
internal sealed class GroupLog(TopicRegistry topics, TimeProvider time) : IGroupLog
{
    private readonly Replica _replica = topics.Find(TopicName.ConsumerOffsets, 0) ?? throw new BrokerException($"the internal topic {TopicName.ConsumerOffsets} is missing");

    public bool IsReadable { get; private set; } = true;

    public int MaxAppendBytes => _replica.Config.MaxMessageBytes / 2;

    public Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records) => new KeyedLog(_replica, time).TryAppendAsync(records);

    public void ReadAll(Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> apply)
    {
        IsReadable = _replica.Failure is null;
        if (IsReadable) new KeyedLog(_replica, time).ReadAll(apply);
    }
}
