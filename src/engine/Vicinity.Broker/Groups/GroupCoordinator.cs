using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// The consumer groups of this node: runs each <see cref="ConsumerGroup"/> under a lock of its own, stores what it wants stored, answers
/// what it wants answered, and wakes it at its deadlines. Thread-safe.
/// </summary>
internal sealed partial class GroupCoordinator : IDisposable
{
    private const int RefusalsToldEveryMs = 10_000;

    // Of a group's record the part that its name, its protocol and the rest beside the members may take.
    private const int ShareAroundMembers = 16;

    private readonly ConcurrentDictionary<string, GroupCell> _groups = new(StringComparer.Ordinal);
    private readonly GroupSettings _settings;
    private readonly IGroupLog _log;
    private readonly Func<TopicPartition, bool> _partitionExists;
    private readonly ILogger _logger;
    private readonly GroupClock _clock;
    private readonly GroupTimer _timer;
    private volatile ErrorCode _away = ErrorCode.None;
    private int _departures;
    private long _bytes;
    private long _nextRefusalTold;

    /// <param name="settings">Limits and times.</param>
    /// <param name="log">Where groups and offsets are stored.</param>
    /// <param name="partitionExists">Whether offsets of a partition may be committed.</param>
    /// <param name="time">Source of time.</param>
    /// <param name="logger">Log of rebalances and failures.</param>
    public GroupCoordinator(GroupSettings settings, IGroupLog log, Func<TopicPartition, bool> partitionExists, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _log = log;
        _partitionExists = partitionExists;
        _logger = logger;
        _clock = new GroupClock(time);
        _timer = new GroupTimer(_clock, cell => Act(cell, (group, now) => group.Advance(now)));
    }

    /// <summary>
    /// None; NOT_COORDINATOR while another node coordinates, COORDINATOR_LOAD_IN_PROGRESS while this one takes over, COORDINATOR_NOT_AVAILABLE when groups
    /// and offsets could not be read. On each of them clients retry instead of starting without offsets.
    /// </summary>
    public ErrorCode ServiceError => _away != ErrorCode.None ? _away : _log.IsReadable ? ErrorCode.None : ErrorCode.CoordinatorNotAvailable;

    /// <summary>Groups known at the moment.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>What all groups take, see <see cref="GroupSize"/>.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Reads all groups and offsets from the log, and coordinates from then on. Requests that come meanwhile are answered with an error after which clients retry.</summary>
    /// <exception cref="BrokerException">A record of the log is malformed or of a later version.</exception>
    public void Load()
    {
        Abandon(ErrorCode.CoordinatorLoadInProgress);
        try
        {
            ReadLog();
            _away = ErrorCode.None;
        }
        catch (ProtocolException e)
        {
            throw new BrokerException($"the records of consumer groups in {TopicName.ConsumerOffsets} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>This node is to coordinate as soon as it can: requests that come before <see cref="Load"/> are answered with an error after which clients retry.</summary>
    public void AwaitLoad()
    {
        if (_away == ErrorCode.NotCoordinator) _away = ErrorCode.CoordinatorLoadInProgress;
    }

    /// <summary>Another node coordinates from now on: waiting members are answered that they have to look for it, and everything is forgotten; it is in the log.</summary>
    public void Unload() => Abandon(ErrorCode.NotCoordinator);

    /// <summary>
    /// Looks something up, and tells whether the groups were here all the while: otherwise what was not found may only have gone to another coordinator, or may
    /// not have been read from the log yet.
    /// </summary>
    public ErrorCode WhileServing(Action lookUp)
    {
        int departures = Volatile.Read(ref _departures);
        ErrorCode before = ServiceError;
        lookUp();
        ErrorCode after = ServiceError;
        return before != ErrorCode.None ? before
            : after != ErrorCode.None ? after
            : departures != Volatile.Read(ref _departures) ? ErrorCode.CoordinatorLoadInProgress
            : ErrorCode.None;
    }

    private void Abandon(ErrorCode reason)
    {
        _away = reason;
        Interlocked.Increment(ref _departures);
        foreach (GroupCell cell in _groups.Values)
        {
            lock (cell.Gate)
            {
                cell.Group.Abandon(reason, _clock.Now);
                CarryOut(cell);
                _groups.TryRemove(KeyValuePair.Create(cell.Group.Id, cell));
                Recount(cell);
            }
        }
    }

    /// <summary>The error for a group that is not here: its own, unless all groups have just gone to another coordinator.</summary>
    private ErrorCode Lost(ErrorCode error) => _away != ErrorCode.None ? _away : error;

    private void ReadLog()
    {
        var stored = new StoredGroups();
        _log.ReadAll(stored.Apply);
        foreach (GroupSnapshot snapshot in stored.Groups)
        {
            var cell = new GroupCell(new ConsumerGroup(snapshot.GroupId, _settings, _clock.Now));
            cell.Group.Restore(snapshot, _clock.Now);
            _groups[snapshot.GroupId] = cell;
        }

        foreach ((string group, TopicPartition partition, CommittedOffset offset) in stored.Offsets) _groups[group].Group.Offsets.Restore(partition, offset);
        GroupEvents.Loaded(_logger, _groups.Count, stored.OffsetCount);

        // Before anything can change a group: the rewritten records are in the log when the call returns, and must not come after a later record of the same key.
        if (stored.HasOlder) _ = RenewAsync(stored);
        foreach (GroupCell cell in _groups.Values)
        {
            lock (cell.Gate) Recount(cell);
            _timer.Schedule(cell, cell.Group.NextDeadline);
        }
    }

    /// <summary>
    /// Writes everything once more in the format of today and forgets what lies before it: other programs that read the log cannot read the older format. What is interrupted is
    /// done again when the log is read the next time; until then the last record of a key counts, whatever its format.
    /// </summary>
    private async Task RenewAsync(StoredGroups stored)
    {
        long start = _log.EndOffset;
        IReadOnlyList<KeyedRecord> records = stored.ToRecords();
        ErrorCode error = await AppendAsync(records).ConfigureAwait(false);
        if (error == ErrorCode.None) error = await _log.ForgetBeforeAsync(start).ConfigureAwait(false);
        GroupEvents.Renewed(_logger, records.Count, error);
    }

    /// <summary>Stops the timer. Requests that wait stay unanswered; their connections are closing.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>What is wrong with asking this node about a group of that name, or None.</summary>
    public ErrorCode CheckGroupId(string groupId) =>
        _away != ErrorCode.None ? _away : groupId.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(groupId) > _settings.MaxNameBytes ? ErrorCode.InvalidGroupId : ErrorCode.None;

    /// <summary>Runs <paramref name="step"/> on a group that is there; the default when there is none.</summary>
    private bool TryWith(string groupId, Action<ConsumerGroup, long> step)
    {
        if (!_groups.TryGetValue(groupId, out GroupCell? cell)) return false;
        return Act(cell, step);
    }

    /// <summary>Runs <paramref name="step"/> on a group, which is made if need be; false when there are too many.</summary>
    private bool TryWithNew(string groupId, Action<ConsumerGroup, long> step)
    {
        while (true)
        {
            if (!_groups.TryGetValue(groupId, out GroupCell? cell))
            {
                if (_groups.Count >= _settings.MaxGroups || Bytes >= _settings.MaxTotalBytes)
                {
                    TellRefusal(groupId, _groups.Count >= _settings.MaxGroups ? new("the number of groups", _groups.Count, _settings.MaxGroups) : new("bytes of all groups", Bytes, _settings.MaxTotalBytes));
                    return false;
                }

                cell = _groups.GetOrAdd(groupId, id => new GroupCell(new ConsumerGroup(id, _settings, _clock.Now)));
            }

            if (Act(cell, step)) return true;
        }
    }

    /// <summary>Runs <paramref name="step"/> under the group's lock and carries out what it asks for; false when the group has just died.</summary>
    private bool Act(GroupCell cell, Action<ConsumerGroup, long> step)
    {
        lock (cell.Gate)
        {
            ConsumerGroup group = cell.Group;
            if (group.State == GroupState.Dead) return false;
            (GroupState state, int generation) = (group.State, group.Generation);
            group.Room = new GroupRoom(Math.Min(_settings.MaxGroupBytes, _log.MaxRecordBytes - (_log.MaxRecordBytes / ShareAroundMembers)), Math.Max(0, _settings.MaxTotalBytes - Bytes));
            step(group, _clock.Now);
            CarryOut(cell);
            if (group.DiscardIfBlank()) _groups.TryRemove(KeyValuePair.Create(group.Id, cell));
            Recount(cell);
            if (group.State != GroupState.Dead) _timer.Schedule(cell, group.NextDeadline);
            if (group.State != state || group.Generation != generation)
                GroupEvents.Changed(_logger, group.Id, group.State, group.Generation, group.Members.Count);
            return true;
        }
    }

    /// <summary>Brings the total in line with what a group takes by now; under the group's lock.</summary>
    private void Recount(GroupCell cell)
    {
        long bytes = cell.Group.Bytes;
        Interlocked.Add(ref _bytes, bytes - cell.CountedBytes);
        cell.CountedBytes = bytes;
    }

    /// <summary>Names value and bound of a refusal, for which answers have no place; not each time, since clients may try again without end.</summary>
    private void TellRefusal(string groupId, GroupAction.Refusal refusal)
    {
        long now = _clock.Now;
        long next = Interlocked.Read(ref _nextRefusalTold);
        if (now >= next && Interlocked.CompareExchange(ref _nextRefusalTold, now + RefusalsToldEveryMs, next) == next)
            GroupEvents.Refused(_logger, groupId, refusal.What, refusal.Value, refusal.Bound);
    }

    private void CarryOut(GroupCell cell)
    {
        if (cell.IsActing) return;
        cell.IsActing = true;
        while (cell.Group.TakeActions() is { Count: > 0 } actions)
        {
            foreach (GroupAction action in actions) CarryOut(cell, action);
        }

        cell.IsActing = false;
    }

    private void CarryOut(GroupCell cell, GroupAction action)
    {
        switch (action)
        {
            case GroupAction.AnswerJoin join:
                ((TaskCompletionSource<JoinOutcome>)join.Ticket).TrySetResult(join.Outcome);
                break;
            case GroupAction.AnswerSync sync:
                ((TaskCompletionSource<SyncOutcome>)sync.Ticket).TrySetResult(sync.Outcome);
                break;
            case GroupAction.Refusal refusal:
                TellRefusal(cell.Group.Id, refusal);
                break;
            case GroupAction.Store store:
                _ = StoreAsync(cell, store);
                break;
            case GroupAction.ForgetOffsets forget:
                _ = AppendAsync([.. forget.Partitions.Select(p => new KeyedRecord(new GroupRecordKey(cell.Group.Id, p).Encode(), null))]);
                break;
            case GroupAction.Die:
                _groups.TryRemove(KeyValuePair.Create(cell.Group.Id, cell));
                cell.Deletion = AppendAsync([new KeyedRecord(new GroupRecordKey(cell.Group.Id, null).Encode(), null)]);
                break;
        }
    }

    private async Task StoreAsync(GroupCell cell, GroupAction.Store store)
    {
        var record = new KeyedRecord(new GroupRecordKey(cell.Group.Id, null).Encode(), GroupRecordValue.Encode(store.Snapshot));
        ErrorCode error = await AppendAsync([record]).ConfigureAwait(false);
        if (error != ErrorCode.None) GroupEvents.NotStored(_logger, cell.Group.Id, error);
        Act(cell, (group, now) => group.Stored(store.Token, error, now));
    }

    /// <summary>Appends records in pieces that the log takes; the first error, if any.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong, the client must get an answer.")]
    private async Task<ErrorCode> AppendAsync(IReadOnlyList<KeyedRecord> records)
    {
        try
        {
            var pieces = new List<Task<ErrorCode>>();
            var piece = new List<KeyedRecord>();
            int size = 0;
            foreach (KeyedRecord record in records)
            {
                if (piece.Count > 0 && size + SizeOf(record) > _log.MaxAppendBytes)
                {
                    pieces.Add(_log.AppendAsync(piece));
                    piece = [];
                    size = 0;
                }

                piece.Add(record);
                size += SizeOf(record);
            }

            if (piece.Count > 0) pieces.Add(_log.AppendAsync(piece));
            ErrorCode[] errors = await Task.WhenAll(pieces).ConfigureAwait(false);
            return errors.FirstOrDefault(e => e != ErrorCode.None);
        }
        catch (Exception e)
        {
            GroupEvents.AppendFailed(_logger, e);
            return ErrorCode.UnknownServerError;
        }
    }

    private static int SizeOf(KeyedRecord record) => record.Key.Length + (record.Value?.Length ?? 0);
}
