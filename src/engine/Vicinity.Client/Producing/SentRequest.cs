using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A Produce request: at most one batch of each partition.</summary>
internal sealed class SentRequest(BrokerConnection connection)
{
    private readonly List<(PartitionQueue Queue, ProducerBatch Batch)> _batches = [];

    public BrokerConnection Connection { get; } = connection;

    public IReadOnlyList<(PartitionQueue Queue, ProducerBatch Batch)> Batches => _batches;

    public int SizeInBytes { get; private set; }

    public void Add(PartitionQueue queue, ProducerBatch batch)
    {
        _batches.Add((queue, batch));
        SizeInBytes += batch.Bytes!.Value.Length;
    }

    public ProduceRequest ToMessage(ProducerOptions options)
    {
        var request = new ProduceRequest { Acks = (short)options.Acks, TimeoutMs = (int)Math.Min(options.RequestTimeout.TotalMilliseconds, int.MaxValue) };
        var topics = new Dictionary<string, ProduceRequestTopic>();
        foreach ((_, ProducerBatch batch) in _batches)
        {
            if (!topics.TryGetValue(batch.Partition.Topic, out ProduceRequestTopic? topic))
            {
                topics[batch.Partition.Topic] = topic = new ProduceRequestTopic { Name = batch.Partition.Topic };
                request.TopicData.Add(topic);
            }
            topic.PartitionData.Add(new ProduceRequestPartition { Index = batch.Partition.Partition, Records = batch.Bytes });
        }
        return request;
    }

    /// <summary>What a broker that does not answer is taken to have said: no error, no offset.</summary>
    public ProduceResponse UnansweredSuccess() => new()
    {
        Responses = [.. _batches.Select(b => new ProduceResponseTopic
        {
            Name = b.Batch.Partition.Topic,
            PartitionResponses = [new ProduceResponsePartition { Index = b.Batch.Partition.Partition }],
        })],
    };
}
