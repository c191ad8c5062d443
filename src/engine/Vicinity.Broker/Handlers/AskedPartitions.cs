namespace Vicinity.Broker;

/// <summary>
/// What a request asks of one topic. A request that names a topic or a partition many times is answered once for each: otherwise a few bytes, repeated, would
/// cost work and an answer that are a thousand times as large.
/// </summary>
/// <typeparam name="T">What is asked of one partition.</typeparam>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Partitions">What is asked of its partitions, each once; of one that is named again the last wish holds.</param>
internal sealed record AskedPartitions<T>(string Topic, IReadOnlyList<T> Partitions);
