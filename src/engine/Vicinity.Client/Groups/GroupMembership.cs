using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// One member of a consumer group (classic protocol): joins, computes the assignment when it is chosen to, and gives heartbeats in the background. Its user
/// decides when to join again; this class only says that it is time.
/// </summary>
internal sealed class GroupMembership(ConsumerOptions options, Cluster cluster, Caller caller, Action changed) : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _group = options.GroupId!;
    private ClusterNode? _coordinator;
    private CancellationTokenSource? _beating;
    private string _memberId = "";
    private int _generation = -1;
    private long _lastPoll;
    private RejoinReason _reason = RejoinReason.NotJoined;
    private KafkaErrorException? _fault;

    /// <summary>Why the member has to join again.</summary>
    public enum RejoinReason
    {
        None,
        NotJoined,

        /// <summary>The coordinator or the subscription asks for it; what the member has is still its own.</summary>
        Rebalance,

        /// <summary>The coordinator has given this member up: its partitions are others' already.</summary>
        Lost,
    }

    /// <summary>Whether and why it is time to join again.</summary>
    public RejoinReason Reason
    {
        get { lock (_gate) return _reason; }
    }

    /// <summary>Why this member must not join again: another process has taken its static name.</summary>
    public KafkaErrorException? Fault
    {
        get { lock (_gate) return _fault; }
    }

    /// <summary>Id and generation to commit with; an empty id and -1 outside the group.</summary>
    public (string MemberId, int Generation) Current
    {
        get { lock (_gate) return (_generation < 0 ? "" : _memberId, _generation); }
    }

    /// <summary>Topics of all members as of the last assignment that this member computed; null when another member computes it.</summary>
    public IReadOnlyDictionary<string, int>? LedTopics { get; private set; }

    /// <summary>Notes that the application is alive.</summary>
    public void NotePoll() => Volatile.Write(ref _lastPoll, cluster.Time.GetTimestamp());

    /// <summary>Asks for a rebalance, because of a changed subscription or changed topics.</summary>
    public void RequestRejoin() => SetReason(RejoinReason.Rebalance);

    /// <summary>Notes an error that a commit met.</summary>
    public void NoteError(ErrorCode code)
    {
        if (code is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.FencedInstanceId) Lose(code);
        else if (code == ErrorCode.RebalanceInProgress) SetReason(RejoinReason.Rebalance);
    }

    /// <summary>Joins and returns the partitions that this member shall read. Tries until it succeeds or the group refuses for good.</summary>
    /// <exception cref="KafkaErrorException">The group refuses this member.</exception>
    public async Task<IReadOnlyList<TopicPartition>> JoinAsync(Func<CancellationToken, Task<IReadOnlyList<string>>> subscription, CancellationToken cancel)
    {
        StopBeating();
        TimeSpan pause = s_firstPause;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                IReadOnlyList<string> topics = await subscription(cancel).ConfigureAwait(false);
                _coordinator ??= await caller.FindCoordinatorAsync(_group, cancel).ConfigureAwait(false);
                BrokerConnection connection = await cluster.GetAsync(_coordinator.Address, ConnectionPurpose.Membership, cancel).ConfigureAwait(false);
                return await JoinOnceAsync(connection, topics, cancel).ConfigureAwait(false);
            }
            catch (KafkaErrorException e) when (e.Code == ErrorCode.MemberIdRequired)
            {
                continue;
            }
            catch (KafkaErrorException e) when (e.Code is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration)
            {
                lock (_gate)
                {
                    _memberId = "";
                    _generation = -1;
                }
            }
            catch (KafkaErrorException e) when (e.Code is ErrorCode.RebalanceInProgress)
            {
                pause = s_firstPause;
            }
            catch (ClientException e) when (e.IsRetriable)
            {
                _coordinator = null;
            }
            await Task.Delay(pause, cluster.Time, cancel).ConfigureAwait(false);
            if (pause < s_longestPause) pause *= 2;
        }
    }

    /// <summary>Leaves the group, if it is a member; static members stay, and come back by their name.</summary>
    public Task LeaveAsync(CancellationToken cancel) => LeaveAsync(RejoinReason.NotJoined, cancel);

    private async Task LeaveAsync(RejoinReason reason, CancellationToken cancel)
    {
        StopBeating();
        string memberId;
        bool leaves;
        lock (_gate)
        {
            // All at once and before the group hears of it: the application may poll, and join again, while the group's answer is on its way.
            leaves = _generation >= 0 && options.GroupInstanceId is null;
            memberId = _memberId;
            if (leaves) _memberId = "";
            _generation = -1;
            _reason = reason;
        }
        changed();
        if (!leaves || _coordinator is not { } coordinator) return;
        try
        {
            BrokerConnection connection = await cluster.GetAsync(coordinator.Address, ConnectionPurpose.Membership, cancel).ConfigureAwait(false);
            await connection.SendAsync<LeaveGroupRequest, LeaveGroupResponse>(
                new LeaveGroupRequest { GroupId = _group, MemberId = memberId, Members = [new LeaveGroupRequestMember { MemberId = memberId }] },
                cancel: cancel).ConfigureAwait(false);
        }
        catch (ClientException)
        {
            // The session timeout does it then.
        }
    }

    public void Dispose() => StopBeating();

    private async Task<IReadOnlyList<TopicPartition>> JoinOnceAsync(BrokerConnection connection, IReadOnlyList<string> topics, CancellationToken cancel)
    {
        byte[] metadata = ConsumerProtocol.WriteSubscription(topics, []);
        JoinGroupResponse joined = await connection.SendAsync<JoinGroupRequest, JoinGroupResponse>(
            new JoinGroupRequest
            {
                GroupId = _group,
                MemberId = _memberId,
                GroupInstanceId = options.GroupInstanceId,
                ProtocolType = ConsumerProtocol.Type,
                SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
                RebalanceTimeoutMs = (int)options.MaxPollInterval.TotalMilliseconds,
                Protocols = [.. options.Assignors.Select(a => new JoinGroupRequestProtocol { Name = a.Name, Metadata = metadata })],
            },
            extraTime: options.MaxPollInterval,
            cancel: cancel).ConfigureAwait(false);
        cluster.NoteSuccess();
        if (joined.ErrorCode == ErrorCode.MemberIdRequired) _memberId = joined.MemberId;
        KafkaErrorException.ThrowIfError(joined.ErrorCode, $"joining group {_group}");
        _memberId = joined.MemberId;

        bool leads = joined.Leader == joined.MemberId && !joined.SkipAssignment;
        List<SyncGroupRequestAssignment> shares = leads ? await ComputeSharesAsync(joined, cancel).ConfigureAwait(false) : [];
        if (!leads) LedTopics = null;
        SyncGroupResponse synced = await connection.SendAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = _group,
                MemberId = _memberId,
                GroupInstanceId = options.GroupInstanceId,
                GenerationId = joined.GenerationId,
                ProtocolType = ConsumerProtocol.Type,
                ProtocolName = joined.ProtocolName,
                Assignments = shares,
            },
            extraTime: options.MaxPollInterval,
            cancel: cancel).ConfigureAwait(false);
        KafkaErrorException.ThrowIfError(synced.ErrorCode, $"joining group {_group}");
        IReadOnlyList<TopicPartition> partitions = ReadShare(synced.Assignment);
        lock (_gate)
        {
            _generation = joined.GenerationId;
            _reason = RejoinReason.None;
            _beating = new CancellationTokenSource();
        }
        NotePoll();
        _ = BeatAsync(joined.GenerationId, _beating.Token);
        return partitions;
    }

    private IReadOnlyList<TopicPartition> ReadShare(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ConsumerProtocol.ReadAssignment(bytes);
        }
        catch (ProtocolException e)
        {
            throw new ClientException($"The leader of group {_group} made an assignment that cannot be read: {e.Message}", inner: e);
        }
    }

    private async Task<List<SyncGroupRequestAssignment>> ComputeSharesAsync(JoinGroupResponse joined, CancellationToken cancel)
    {
        var topicsOfMembers = new Dictionary<string, IReadOnlyList<string>>();
        foreach (JoinGroupResponseMember member in joined.Members)
        {
            try
            {
                topicsOfMembers[member.MemberId] = ConsumerProtocol.ReadSubscription(member.Metadata);
            }
            catch (ProtocolException)
            {
                // A member that cannot be understood gets nothing; the others go on.
                topicsOfMembers[member.MemberId] = [];
            }
        }
        string[] topics = [.. topicsOfMembers.Values.SelectMany(t => t).Distinct()];
        bool isNew = false;
        foreach (string topic in topics) isNew |= cluster.AddInterest(topic);
        if (isNew || topics.Any(t => !cluster.Snapshot.Topics.ContainsKey(t))) await cluster.RefreshAsync(cancel).ConfigureAwait(false);
        Dictionary<string, int> counts = topics
            .Select(t => cluster.Snapshot.Topics.GetValueOrDefault(t)).OfType<TopicDescription>()
            .Where(t => t.Partitions.Count > 0).ToDictionary(t => t.Name, t => t.Partitions.Count);
        LedTopics = topics.ToDictionary(t => t, t => counts.GetValueOrDefault(t));
        PartitionAssignor assignor = options.Assignors.FirstOrDefault(a => a.Name == joined.ProtocolName) ?? options.Assignors[0];
        return [.. assignor.Assign(topicsOfMembers, counts).Select(s => new SyncGroupRequestAssignment { MemberId = s.Key, Assignment = ConsumerProtocol.WriteAssignment(s.Value) })];
    }

    private async Task BeatAsync(int generation, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.HeartbeatInterval, cluster.Time, cancel).ConfigureAwait(false);
                if (cluster.Time.GetElapsedTime(Volatile.Read(ref _lastPoll)) > options.MaxPollInterval)
                {
                    // The application does not process any more; others shall read its partitions.
                    await LeaveAsync(RejoinReason.Lost, cluster.Disposed).ConfigureAwait(false);
                    return;
                }
                try
                {
                    _coordinator ??= await caller.FindCoordinatorAsync(_group, cancel).ConfigureAwait(false);
                    BrokerConnection connection = await cluster.GetAsync(_coordinator.Address, ConnectionPurpose.Membership, cancel).ConfigureAwait(false);
                    HeartbeatResponse beat = await connection.SendAsync<HeartbeatRequest, HeartbeatResponse>(
                        new HeartbeatRequest { GroupId = _group, MemberId = _memberId, GenerationId = generation, GroupInstanceId = options.GroupInstanceId },
                        cancel: cancel).ConfigureAwait(false);
                    cluster.NoteSuccess();
                    switch (beat.ErrorCode)
                    {
                        case ErrorCode.None:
                            break;
                        case ErrorCode.RebalanceInProgress:
                            SetReason(RejoinReason.Rebalance);
                            break;
                        case ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.FencedInstanceId:
                            Lose(beat.ErrorCode);
                            return;
                        default:
                            _coordinator = null;
                            break;
                    }
                }
                catch (ClientException)
                {
                    _coordinator = null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Joining again or leaving.
        }
    }

    private void Lose(ErrorCode code)
    {
        lock (_gate)
        {
            if (code == ErrorCode.FencedInstanceId) _fault = new KafkaErrorException(code, $"member {options.GroupInstanceId} of group {_group}");
            if (code != ErrorCode.IllegalGeneration) _memberId = "";
            _generation = -1;
        }
        SetReason(RejoinReason.Lost);
    }

    private void SetReason(RejoinReason reason)
    {
        lock (_gate)
        {
            if (_reason != RejoinReason.None && reason != RejoinReason.Lost) return;
            _reason = reason;
        }
        changed();
    }

    private void StopBeating()
    {
        lock (_gate)
        {
            _beating?.Cancel();
            _beating = null;
        }
    }
}
