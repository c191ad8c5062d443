namespace Vicinity.Broker;

/// <summary>Merges what requests ask of partitions.</summary>
internal static class AskedTopics
{
    /// <summary>Each topic once, in the order in which the request names them first.</summary>
    /// <param name="topics">Topics of the request.</param>
    /// <param name="nameOf">A topic's name.</param>
    /// <param name="partitionsOf">What is asked of its partitions.</param>
    /// <param name="numberOf">The number of a partition.</param>
    public static List<AskedPartitions<T>> Merge<TTopic, T>(IReadOnlyCollection<TTopic> topics, Func<TTopic, string> nameOf, Func<TTopic, IReadOnlyList<T>> partitionsOf, Func<T, int> numberOf)
    {
        var merged = new List<AskedPartitions<T>>(topics.Count);
        foreach (var same in topics.GroupBy(nameOf, partitionsOf))
        {
            var places = new Dictionary<int, int>();
            var partitions = new List<T>();
            foreach (T asked in same.SelectMany(list => list))
            {
                if (places.TryAdd(numberOf(asked), partitions.Count)) partitions.Add(asked);
                else partitions[places[numberOf(asked)]] = asked;
            }

            merged.Add(new(same.Key, partitions));
        }

        return merged;
    }

    /// <summary>The same where nothing but the number is said of a partition.</summary>
    public static List<AskedPartitions<int>> Merge<TTopic>(IReadOnlyCollection<TTopic> topics, Func<TTopic, string> nameOf, Func<TTopic, IReadOnlyList<int>> partitionsOf) =>
        Merge(topics, nameOf, partitionsOf, static number => number);
}
