namespace Vicinity.Broker;

/// <summary>The members of a group in the order in which they came, their static names, and the ids given out to members that have not joined yet.</summary>
internal sealed class MemberRoster
{
    private readonly OrderedDictionary<string, GroupMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _staticIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _pending = new(StringComparer.Ordinal);

    public IReadOnlyList<GroupMember> All => _members.Values;

    public int Count => _members.Count;

    public int PendingCount => _pending.Count;

    /// <summary>When the next pending id expires; <see cref="long.MaxValue"/> for none.</summary>
    public long NextPendingEnd => _pending.Count == 0 ? long.MaxValue : _pending.Values.Min();

    /// <summary>Largest rebalance timeout of the members: slow ones set the pace.</summary>
    public int RebalanceTimeoutMs => _members.Count == 0 ? 0 : _members.Values.Max(m => m.RebalanceTimeoutMs);

    public GroupMember? Find(string id) => _members.GetValueOrDefault(id);

    public GroupMember? FindStatic(string instanceId) => _staticIds.TryGetValue(instanceId, out string? id) ? _members[id] : null;

    public void Add(GroupMember member)
    {
        _members.Add(member.Id, member);
        if (member.InstanceId is not null) _staticIds[member.InstanceId] = member.Id;
    }

    public void Remove(GroupMember member)
    {
        _members.Remove(member.Id);
        if (member.InstanceId is not null) _staticIds.Remove(member.InstanceId);
    }

    /// <summary>Puts a member into the place of another with the same static name.</summary>
    public void Replace(GroupMember old, GroupMember successor)
    {
        int index = _members.IndexOf(old.Id);
        _members.RemoveAt(index);
        _members.Insert(index, successor.Id, successor);
        _staticIds[successor.InstanceId!] = successor.Id;
    }

    public void AddPending(string id, long end) => _pending[id] = end;

    public bool RemovePending(string id) => _pending.Remove(id);

    public void RemovePendingUntil(long now)
    {
        foreach (string id in _pending.Where(p => p.Value <= now).Select(p => p.Key).ToList()) _pending.Remove(id);
    }

    /// <summary>Whether a protocol of <paramref name="protocols"/> is supported by every member but <paramref name="except"/>.</summary>
    public bool SharesProtocol(IReadOnlyList<GroupProtocol> protocols, GroupMember? except) =>
        protocols.Any(p => _members.Values.All(m => m == except || m.Protocols.Any(q => q.Name == p.Name)));

    /// <summary>
    /// The assignor of the next generation: each member votes for its first choice among those that all support, most votes win;
    /// among equals, the earliest member's preference.
    /// </summary>
    public string? Vote()
    {
        if (_members.Count == 0) return null;
        List<string> common = [.. _members.GetAt(0).Value.Protocols.Select(p => p.Name).Where(name => _members.Values.All(m => m.Protocols.Any(p => p.Name == name)))];
        var votes = common.Distinct().ToDictionary(name => name, _ => 0);
        foreach (GroupMember member in _members.Values)
        {
            if (member.Protocols.FirstOrDefault(p => votes.ContainsKey(p.Name)) is GroupProtocol choice) votes[choice.Name]++;
        }

        return common.MaxBy(name => votes[name]);
    }
}
