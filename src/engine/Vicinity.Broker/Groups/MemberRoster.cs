namespace Vicinity.Broker;

/// <summary>The members of a group in the order in which they came, their static names, and the ids given out to members that have not joined yet.</summary>
internal sealed class MemberRoster
{
    private readonly OrderedDictionary<string, GroupMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _staticIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _supporters = new(StringComparer.Ordinal);
    private long _pendingBytes;

    public IReadOnlyList<GroupMember> All => _members.Values;

    public int Count => _members.Count;

    public int PendingCount => _pending.Count;

    /// <summary>What the members take without their assignments, see <see cref="GroupSize"/>.</summary>
    public long MemberBytes { get; private set; }

    /// <summary>What their assignments take.</summary>
    public long AssignmentBytes { get; private set; }

    /// <summary>What all takes.</summary>
    public long Bytes => MemberBytes + AssignmentBytes + _pendingBytes;

    /// <summary>When the next pending id expires; <see cref="long.MaxValue"/> for none.</summary>
    public long NextPendingEnd => _pending.Count == 0 ? long.MaxValue : _pending.Values.Min();

    /// <summary>Largest rebalance timeout of the members: slow ones set the pace.</summary>
    public int RebalanceTimeoutMs => _members.Count == 0 ? 0 : _members.Values.Max(m => m.RebalanceTimeoutMs);

    public GroupMember? Find(string id) => _members.GetValueOrDefault(id);

    public GroupMember? FindStatic(string instanceId) => _staticIds.TryGetValue(instanceId, out string? id) ? _members[id] : null;

    public void Add(GroupMember member)
    {
        _members.Add(member.Id, member);
        Tally(member, 1);
        if (member.InstanceId is not null) _staticIds[member.InstanceId] = member.Id;
    }

    public void Remove(GroupMember member)
    {
        if (_members.Remove(member.Id)) Tally(member, -1);
        if (member.InstanceId is not null) _staticIds.Remove(member.InstanceId);
    }

    /// <summary>Puts a member into the place of another with the same static name.</summary>
    public void Replace(GroupMember old, GroupMember successor)
    {
        int index = _members.IndexOf(old.Id);
        _members.RemoveAt(index);
        Tally(old, -1);
        Tally(successor, 1);
        _members.Insert(index, successor.Id, successor);
        _staticIds[successor.InstanceId!] = successor.Id;
    }

    /// <summary>Changes a member that is among them.</summary>
    public void Change(GroupMember member, Action change)
    {
        Tally(member, -1);
        change();
        Tally(member, 1);
    }

    public void AddPending(string id, long end)
    {
        if (!_pending.ContainsKey(id)) _pendingBytes += GroupSize.PendingId(id);
        _pending[id] = end;
    }

    public bool RemovePending(string id)
    {
        if (!_pending.Remove(id)) return false;
        _pendingBytes -= GroupSize.PendingId(id);
        return true;
    }

    public void RemovePendingUntil(long now)
    {
        foreach (string id in _pending.Where(p => p.Value <= now).Select(p => p.Key).ToList()) RemovePending(id);
    }

    /// <summary>Whether a protocol of <paramref name="protocols"/> is supported by every member but <paramref name="except"/>.</summary>
    public bool SharesProtocol(IReadOnlyList<GroupProtocol> protocols, GroupMember? except) =>
        protocols.Any(p => _supporters.GetValueOrDefault(p.Name) - (except is not null && Supports(except, p.Name) ? 1 : 0) == _members.Count - (except is null ? 0 : 1));

    /// <summary>
    /// The assignor of the next generation: each member votes for its first choice among those that all support, most votes win;
    /// among equals, the earliest member's preference.
    /// </summary>
    public string? Vote()
    {
        if (_members.Count == 0) return null;
        List<string> common = [.. _members.GetAt(0).Value.Protocols.Select(p => p.Name).Where(name => _supporters.GetValueOrDefault(name) == _members.Count).Distinct(StringComparer.Ordinal)];
        var votes = common.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        foreach (GroupMember member in _members.Values)
        {
            if (member.Protocols.FirstOrDefault(p => votes.ContainsKey(p.Name)) is GroupProtocol choice) votes[choice.Name]++;
        }

        return common.MaxBy(name => votes[name]);
    }

    private static bool Supports(GroupMember member, string protocol) => member.Protocols.Any(p => p.Name == protocol);

    /// <summary>Adds what a member takes, and what it supports, or takes it off again.</summary>
    private void Tally(GroupMember member, int sign)
    {
        MemberBytes += sign * member.Bytes;
        AssignmentBytes += sign * member.Assignment.Length;
        foreach (string name in member.Protocols.Select(p => p.Name).Distinct(StringComparer.Ordinal))
        {
            int supporters = _supporters.GetValueOrDefault(name) + sign;
            if (supporters == 0) _supporters.Remove(name);
            else _supporters[name] = supporters;
        }
    }
}
