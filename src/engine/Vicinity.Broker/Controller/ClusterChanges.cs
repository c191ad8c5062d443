using System.Diagnostics;
using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// Changes of the cluster's own log, made by the node that leads it, one after the other: each is decided on the image of all that is committed, appended, and counts
/// when it is committed and applied. Thread-safe.
/// </summary>
internal sealed class ClusterChanges(ClusterFollower follower, KeyedLog records, Replica replica, LeadershipTable leaders, NodeCalls nodes, NodeWatch watch, BrokerOptions options) : IDisposable
{
    /// <summary>What clients are answered where there is no controller.</summary>
    public const string Disconnected = "DisconnectedServer: the controller cannot be reached; existing topics go on";

    private static readonly TimeSpan s_readyTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_commitTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private int _turnEpoch = -1;

    /// <summary>Time between two looks at something that is waited for.</summary>
    public static TimeSpan ReadyPause { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long live nodes may take to apply a change.</summary>
    public static TimeSpan ApplyTimeout { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The node that is the controller as far as is known, or -1.</summary>
    public int ControllerId => leaders.Find(LeadershipTable.ClusterTopicId, 0)?.LeaderId ?? -1;

    /// <summary>Whether this node leads the cluster's own log.</summary>
    public bool IsHere => replica.Leadership.Holds;

    /// <summary>The other node that is the controller as far as is known; null when it is this one, or none is known.</summary>
    public int? Elsewhere => !IsHere && ControllerId is >= 0 and int other && other != options.NodeId ? other : null;

    /// <summary>Why this node's replica of the cluster's own log is out of service, or null.</summary>
    public Exception? Failure => replica.Failure;

    /// <summary>Epoch in which the log is led.</summary>
    public int Epoch => replica.Epoch;

    /// <summary>All that is committed and applied.</summary>
    public ClusterImage Image => follower.Image;

    /// <summary>Offset up to which this node has applied the log.</summary>
    public long Applied => follower.Applied;

    /// <summary>Ends with the node.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether this node is the controller, and knows what was acknowledged before it became so.</summary>
    public bool IsCurrent => replica.LeadsWithCurrentHighWatermark;

    /// <summary>Whether a node that has applied the log up to there knows all that the cluster knows; false while this one cannot tell.</summary>
    public bool HasApplied(long offset) => replica.LeadsWithCurrentHighWatermark && offset >= replica.CommittedOffset;

    /// <summary>Looks which nodes live.</summary>
    public void WatchNodes() => watch.Look(Image.Nodes.Keys, nodes.IsReached);

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Runs a change alone, when this node is the controller and has applied everything; otherwise answers with the error that says why not.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> change, Func<ErrorCode, string, T> refuse)
    {
        await _changing.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            (ErrorCode error, string? message) = await ReadyAsync().ConfigureAwait(false);
            return error == ErrorCode.None ? await change().ConfigureAwait(false) : refuse(error, message!);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Does something while no change is made: what changes append must belong to one leadership.</summary>
    public async Task<T> BetweenAsync<T>(Func<Task<T>> work)
    {
        await _changing.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Appends records and waits until they are committed and applied here. To be called within a change.</summary>
    /// <returns>The outcome, and the offset behind the records.</returns>
    public async Task<(ChangeOutcome Outcome, long EndOffset)> CommitAsync(List<KeyedRecord> changes)
    {
        int most = replica.Config.MaxMessageBytes / 2;
        var pieces = new List<Task<ErrorCode>>();
        long end = -1;
        for (int i = 0; i < changes.Count;)
        {
            var piece = new List<KeyedRecord>();
            for (int size = 0; i < changes.Count && (piece.Count == 0 || size + SizeOf(changes[i]) <= most); i++)
            {
                size += SizeOf(changes[i]);
                piece.Add(changes[i]);
            }

            // A leadership lost and won again since the image was looked at may have changes of another controller in between.
            if (replica.Epoch != _turnEpoch) return (new(ErrorCode.NotController, "This node has just stopped being the controller."), -1);
            pieces.Add(records.AppendAsync(piece, out end));
        }

        try
        {
            ErrorCode[] errors = await Task.WhenAll(pieces).WaitAsync(s_commitTimeout).ConfigureAwait(false);
            ErrorCode error = errors.FirstOrDefault(e => e != ErrorCode.None);
            if (error != ErrorCode.None) return (Refused(error), -1);
            await follower.WaitAsync(end).WaitAsync(s_commitTimeout).ConfigureAwait(false);
            return (ChangeOutcome.Done, end);
        }
        catch (TimeoutException)
        {
            return (new(ErrorCode.RequestTimedOut, "the change was not committed in time; it may yet be"), -1);
        }
        catch (OperationCanceledException)
        {
            return (new(ErrorCode.BrokerNotAvailable, "the node is stopping"), -1);
        }
    }

    /// <summary>Has all live nodes apply the log up to an offset, and wait for leaders of topics, as long as the time allows.</summary>
    public async Task<bool> EverywhereAsync(long offset, IReadOnlyCollection<Guid> topicIds, TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) timeout = ApplyTimeout;
        IReadOnlyList<int> live = watch.LiveNodes();
        if (live.Count > 1)
        {
            // First all nodes open the replicas, then the preferred leaders ask for votes: a vote that comes too early is lost for a while.
            await Task.WhenAll(live.Select(n => AppliedAsync(n, offset, timeout / 2))).ConfigureAwait(false);
        }

        ErrorCode[] errors = await Task.WhenAll(live.Select(n => nodes.AwaitAsync(n, offset, topicIds, timeout, _stopping.Token))).ConfigureAwait(false);
        return errors.All(e => e == ErrorCode.None);
    }

    /// <summary>Waits until a node has applied the log up to an offset, or is found to be lost; to open thousands of replicas takes seconds.</summary>
    private async Task AppliedAsync(int node, long offset, TimeSpan timeout)
    {
        TimeSpan slice = timeout < ApplyTimeout ? timeout : ApplyTimeout;
        long began = Stopwatch.GetTimestamp();
        while (await nodes.AwaitAsync(node, offset, [], slice, _stopping.Token).ConfigureAwait(false) == ErrorCode.RequestTimedOut && watch.IsAlive(node) && Stopwatch.GetElapsedTime(began) < timeout)
        {
        }
    }

    private ChangeOutcome Refused(ErrorCode error) => error switch
    {
        ErrorCode.KafkaStorageError => new(error, $"the log of the cluster does not take it: {replica.Failure?.Message ?? "its disk failed"}"),
        ErrorCode.NotLeaderOrFollower => new(ErrorCode.BrokerNotAvailable, Disconnected),
        AppendOutcome.Undecided => new(ErrorCode.RequestTimedOut, "this node stopped being the controller before the change was committed; it may yet be"),
        _ => new(error, $"the log of the cluster does not take it: {error}"),
    };

    private static int SizeOf(KeyedRecord record) => record.Key.Length + (record.Value?.Length ?? 0) + 32;

    /// <summary>Waits until the image holds all that this node's log holds: what a former controller did, and changes of our own whose end was not seen.</summary>
    private async Task<(ErrorCode Error, string? Message)> ReadyAsync()
    {
        // Real time here and below: this waits for disks and other nodes, not for a clock.
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (replica.Failure is Exception failure) return (ErrorCode.KafkaStorageError, $"the log of the cluster is out of service on its controller: {failure.Message}");
            if (replica.LeadsWithCurrentHighWatermark)
            {
                int epoch = replica.Epoch;
                if (follower.Applied >= replica.Log.End.Offset && replica.Role == QuorumRole.Leader && replica.Epoch == epoch)
                {
                    _turnEpoch = epoch;
                    WatchNodes();
                    return (ErrorCode.None, null);
                }
            }
            else if (Elsewhere is int other && nodes.IsReached(other))
            {
                return (ErrorCode.NotController, $"This is not the correct controller for this cluster; that is node {other}.");
            }

            if (Stopwatch.GetElapsedTime(began) > s_readyTimeout || _stopping.IsCancellationRequested) return (ErrorCode.BrokerNotAvailable, Disconnected);
            await Task.Delay(ReadyPause, _stopping.Token).ConfigureAwait(false);
        }
    }
}
