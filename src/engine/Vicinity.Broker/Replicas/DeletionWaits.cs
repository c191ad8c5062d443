using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// Where the logs of the other replicas of a partition begin, and the requests that wait until a majority of the voters has deleted records up to an offset. Thread-safe.
/// </summary>
internal sealed class DeletionWaits(Voter self)
{
    private const int MostOthers = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<Voter, long> _logStarts = [];
    private readonly List<(long Offset, TaskCompletionSource<ErrorCode> Reached)> _waits = [];

    /// <summary>Completes when a majority has deleted up to an offset, or with the error of <see cref="End"/>.</summary>
    /// <param name="upTo">The offset.</param>
    /// <param name="voters">The voters.</param>
    /// <param name="ownStart">Where this replica's own log begins.</param>
    public Task<ErrorCode> Wait(long upTo, IReadOnlyList<Voter> voters, long ownStart)
    {
        lock (_gate)
        {
            if (IsDeletedByMajority(upTo, voters, ownStart)) return Task.FromResult(ErrorCode.None);
            var reached = new TaskCompletionSource<ErrorCode>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((upTo, reached));
            return reached.Task;
        }
    }

    /// <summary>No request waits for it any more.</summary>
    public void Forget(Task<ErrorCode> reached)
    {
        lock (_gate) _waits.RemoveAll(d => d.Reached.Task == reached);
    }

    /// <summary>A replica says where its log begins.</summary>
    public void Note(Voter follower, long logStart, IReadOnlyList<Voter> voters, long ownStart)
    {
        lock (_gate)
        {
            if (_logStarts.GetValueOrDefault(follower, -1) >= logStart) return;
            if (_logStarts.Count >= voters.Count + MostOthers) ForgetOthers(voters);
            _logStarts[follower] = logStart;
            for (int i = _waits.Count - 1; i >= 0; i--)
            {
                if (!IsDeletedByMajority(_waits[i].Offset, voters, ownStart)) continue;
                _waits[i].Reached.TrySetResult(ErrorCode.None);
                _waits.RemoveAt(i);
            }
        }
    }

    /// <summary>All that wait are answered with the error.</summary>
    public void End(ErrorCode error)
    {
        lock (_gate)
        {
            foreach ((long _, TaskCompletionSource<ErrorCode> reached) in _waits) reached.TrySetResult(error);
            _waits.Clear();
        }
    }

    private void ForgetOthers(IReadOnlyList<Voter> voters)
    {
        foreach (Voter known in _logStarts.Keys.Where(v => !voters.Contains(v)).ToArray()) _logStarts.Remove(known);
    }

    /// <summary>Log starts never move back on a disk, so what was said in an earlier epoch holds.</summary>
    private bool IsDeletedByMajority(long offset, IReadOnlyList<Voter> voters, long ownStart)
    {
        int have = 0;
        foreach (Voter voter in voters)
        {
            if ((voter == self ? ownStart : _logStarts.GetValueOrDefault(voter, -1)) >= offset) have++;
        }

        return have > voters.Count / 2;
    }
}
