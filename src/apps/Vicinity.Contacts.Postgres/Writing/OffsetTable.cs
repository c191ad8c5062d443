using Npgsql;
using Vicinity.Model;

namespace Vicinity.Contacts.Postgres;

/// <summary>Where the partitions go on. It is moved in the transaction of what was read, and only from where this consumer believes it to be: of two who read the same, one writes.</summary>
internal static class OffsetTable
{
    private const string Advance = """
        insert into contacts.offsets as o (topic, topic_id, partition, next, warm)
        select * from unnest($1, $2, $3, $4, $6) as n (topic, topic_id, partition, next, warm) order by topic, topic_id, partition
        on conflict (topic, topic_id, partition) do update set next = excluded.next, warm = excluded.warm, written = now()
        where o.next = (select e.expected from unnest($1, $2, $3, $5) as e (topic, topic_id, partition, expected) where e.topic = o.topic and e.topic_id = o.topic_id and e.partition = o.partition)
        """;

    /// <summary>Reads where a partition goes on, null where nothing of it is stored; and from where on crowds are to be read, null where none reports.</summary>
    public static async Task<(long? Next, long? Warm)> ReadAsync(NpgsqlConnection connection, TopicPartition partition, Guid topicId, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand("select next, warm from contacts.offsets where topic = $1 and topic_id = $2 and partition = $3", connection)
        {
            Parameters = { new() { Value = partition.Topic }, new() { Value = topicId }, new() { Value = partition.Partition } },
        };
        await using NpgsqlDataReader reader = await ask.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancel).ConfigureAwait(false)) return (null, null);
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
    }

    /// <summary>Moves partitions on. They are locked until the transaction ends.</summary>
    /// <exception cref="FencedException">One of them is elsewhere by now.</exception>
    public static async Task AdvanceAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<TopicPartition, long> next, IReadOnlyDictionary<TopicPartition, PartitionPlace> places, Func<TopicPartition, long?> warm, CancellationToken cancel)
    {
        TopicPartition[] partitions = [.. next.Keys];
        await using var advance = new NpgsqlCommand(Advance, connection)
        {
            Parameters =
            {
                new() { Value = partitions.Select(p => p.Topic).ToArray() },
                new() { Value = partitions.Select(p => places[p].TopicId).ToArray() },
                new() { Value = partitions.Select(p => p.Partition).ToArray() },
                new() { Value = partitions.Select(p => next[p]).ToArray() },
                new NpgsqlParameter<long?[]> { TypedValue = [.. partitions.Select(p => places[p].Next)] },
                new NpgsqlParameter<long?[]> { TypedValue = [.. partitions.Select(warm)] },
            },
        };
        int moved = await advance.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        if (moved != partitions.Length) throw new FencedException($"{partitions.Length - moved} of {partitions.Length} partitions have been written by another consumer");
    }
}
