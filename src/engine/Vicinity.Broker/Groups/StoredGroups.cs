using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What the log of groups says, as its records are read one after the other: the last of each key counts. Reads this program's older format too.</summary>
internal sealed class StoredGroups
{
    private readonly Dictionary<string, (GroupSnapshot Snapshot, bool IsOlder)> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, TopicPartition Partition), (CommittedOffset Offset, bool IsOlder)> _offsets = [];

    /// <summary>The groups; one that has nothing but offsets is among them.</summary>
    public IEnumerable<GroupSnapshot> Groups =>
        _groups.Values.Select(g => g.Snapshot).Concat(_offsets.Keys.Select(k => k.Group).Distinct().Where(g => !_groups.ContainsKey(g)).Select(g => new GroupSnapshot(g, 0, null, null, null, 0, [])));

    /// <summary>The offsets.</summary>
    public IEnumerable<(string Group, TopicPartition Partition, CommittedOffset Offset)> Offsets => _offsets.Select(o => (o.Key.Group, o.Key.Partition, o.Value.Offset));

    /// <summary>Offsets.</summary>
    public int OffsetCount => _offsets.Count;

    /// <summary>Whether the log has a record in the older format, which other programs cannot read.</summary>
    public bool HasOlder { get; private set; }

    /// <summary>Everything as records in the format of today.</summary>
    public IReadOnlyList<KeyedRecord> ToRecords() =>
    [
        .. _groups.Values.Select(g => new KeyedRecord(new GroupRecordKey(g.Snapshot.GroupId, null).Encode(), GroupRecordValue.Encode(g.Snapshot))),
        .. _offsets.Select(o => new KeyedRecord(new GroupRecordKey(o.Key.Group, o.Key.Partition).Encode(), GroupRecordValue.Encode(o.Value.Offset))),
    ];

    /// <summary>Takes in the next record.</summary>
    /// <exception cref="ProtocolException">It is malformed or of a later version.</exception>
    public void Apply(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (GroupRecordKey.Decode(key, out bool isOlder) is not GroupRecordKey known) return;
        HasOlder |= isOlder;
        if (known.Partition is TopicPartition partition) ApplyOffset((known.GroupId, partition), value, isOlder);
        else ApplyGroup(known.GroupId, value, isOlder);
    }

    private void ApplyOffset((string Group, TopicPartition Partition) key, ReadOnlyMemory<byte>? value, bool isOlder)
    {
        if (value is { } bytes) _offsets[key] = (isOlder ? OlderGroupRecordValue.DecodeOffset(bytes) : GroupRecordValue.DecodeOffset(bytes), isOlder);
        // A deletion in the older format says nothing of what was stored in the other one since.
        else if (!isOlder || (_offsets.TryGetValue(key, out var present) && present.IsOlder)) _offsets.Remove(key);
    }

    private void ApplyGroup(string group, ReadOnlyMemory<byte>? value, bool isOlder)
    {
        if (value is { } bytes) _groups[group] = (isOlder ? OlderGroupRecordValue.DecodeGroup(group, bytes) : GroupRecordValue.DecodeGroup(group, bytes), isOlder);
        else if (!isOlder || (_groups.TryGetValue(group, out var present) && present.IsOlder)) _groups.Remove(group);
    }
}
