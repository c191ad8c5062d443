using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>
/// Deletion of records up to an offset. It is no entry of the log: every Fetch of a follower says where its own log begins, every answer where the leader's does,
/// and it counts when a majority of the voters has it on disk. A new leader that lacks it learns it from its followers, of which a majority has fetched before it
/// serves readers.
/// </content>
internal sealed partial class Replica
{
    private readonly DeletionWaits _deletions;

    /// <summary>Whether this replica leads, and cannot know yet what was acknowledged or deleted before: readers wait (rule H5).</summary>
    public bool AwaitsOwnEpoch => Leadership is { Role: QuorumRole.Leader, IsCurrent: false };

    /// <summary>Leader: deletes the records below an offset.</summary>
    /// <param name="before">The offset, -1 for the high watermark.</param>
    /// <param name="timeout">How long to wait for the other voters.</param>
    /// <returns>The new log start, when a majority of the voters has it on disk. NotLeaderOrFollower when that is not known because this replica leads no longer, RequestTimedOut when it was not so in time: it may be later, and may be asked for again.</returns>
    public async Task<(ErrorCode Error, long LogStart)> DeleteRecordsAsync(long before, TimeSpan timeout)
    {
        if (WriteError is var refused and not ErrorCode.None) return (refused, -1);
        if (AwaitsOwnEpoch) return (ErrorCode.NotLeaderOrFollower, -1);
        long highWatermark = HighWatermark;
        long upTo = before == -1 ? highWatermark : before;
        if (upTo < 0 || upTo > highWatermark) return (ErrorCode.OffsetOutOfRange, -1);
        Task<ErrorCode> reached;
        lock (_gate)
        {
            if (WriteError is var lost and not ErrorCode.None) return (lost, -1);
            if (!MoveLogStart(upTo)) return (ErrorCode.KafkaStorageError, -1);
            reached = _deletions.Wait(upTo, Voters, Log.LogStartOffset);
        }

        NotifyFollowers();
        try
        {
            ErrorCode error = await reached.WaitAsync(timeout, _context.Time).ConfigureAwait(false);
            return error == ErrorCode.None ? (error, Log.LogStartOffset) : (error, -1);
        }
        catch (TimeoutException)
        {
            _deletions.Forget(reached);
            return (ErrorCode.RequestTimedOut, -1);
        }
    }

    /// <summary>Leader: a follower says where its log begins. What a leader before this one had it delete, and this replica has not heard of, is deleted here too.</summary>
    public void NoteLogStart(Voter follower, long logStart, long deletedBefore)
    {
        if (deletedBefore > 0 && deletedBefore > Log.LogStartOffset && Voters.Contains(follower))
        {
            lock (_gate)
            {
                // What was deleted was committed, so a leader has it all, also before it knows that.
                if (IsServing && _driver!.Leads) MoveLogStart(deletedBefore);
            }
        }

        _deletions.Note(follower, logStart, Voters, Log.LogStartOffset);
    }

    /// <summary>Moves the log start up, at most to the end of the log. Under the replica's lock.</summary>
    /// <returns>False when the disk does not take it.</returns>
    private bool MoveLogStart(long offset)
    {
        long upTo = Math.Min(offset, Log.End.Offset);
        if (upTo <= Log.LogStartOffset) return true;
        try
        {
            Log.SetLogStart(upTo);
            return true;
        }
        catch (IOException e)
        {
            WorkFailed("move the log start", e);
            return false;
        }
    }
}
