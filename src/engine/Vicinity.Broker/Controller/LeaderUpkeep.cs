using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>Partitions without a leader, and those that another than the preferred node leads. Part of the controller; used by one caller at a time.</summary>
internal sealed class LeaderUpkeep(ClusterChanges changes, NodeWatch watch, LeadershipTable leaders, PreferredElections elections, BrokerOptions options, ILogger log)
{
    /// <summary>Partitions that are handed over at one time: each is an election.</summary>
    private const int MaxHandOvers = 48;

    /// <summary>Topics whose preferred leaders are told to campaign at one time.</summary>
    private const int MaxTopicsNamed = 1000;

    /// <summary>How long a new controller hears of leaders before it takes those that it did not hear of for missing.</summary>
    private const int HearsLeadersMs = 1000;

    private static readonly TimeSpan s_handOverTimeout = TimeSpan.FromSeconds(2);
    private long _sinceMs = -1;
    private long _leadersLookedAtMs;
    private long _namesLeadersAtMs = long.MaxValue;
    private Queue<TopicPartition> _handOvers = new();

    /// <summary>
    /// Once in each controller's term: tells the preferred leaders of partitions without leader to campaign. A controller that died after it had recorded a topic, and before it
    /// named the first leaders, leaves replicas behind that wait for one.
    /// </summary>
    public async Task NameFirstLeadersAsync()
    {
        Begin();
        if (watch.NowMs < _namesLeadersAtMs) return;
        _namesLeadersAtMs = long.MaxValue;
        Guid[] leaderless = [.. changes.Image.Topics.Values.Where(t => Enumerable.Range(0, t.Partitions.Length).Any(p => leaders.Find(t.Id, p) is null)).Select(t => t.Id)];
        foreach (Guid[] some in leaderless.Chunk(MaxTopicsNamed)) await changes.EverywhereAsync(changes.Applied, some, ClusterChanges.ApplyTimeout).ConfigureAwait(false);
    }

    /// <summary>Has preferred leaders lead again, at intervals and some at a time: a node that was away leads nothing when it is back.</summary>
    public async Task BalanceAsync()
    {
        Begin();
        if (_handOvers.Count == 0)
        {
            if (options.LeaderBalanceInterval == TimeSpan.Zero || watch.NowMs - _leadersLookedAtMs < options.LeaderBalanceInterval.TotalMilliseconds) return;
            _leadersLookedAtMs = watch.NowMs;
            _handOvers = new(LeaderBalance.Astray(changes.Image, (topic, p) => leaders.Find(topic, p)?.LeaderId ?? -1, watch.LiveNodes()));
            if (_handOvers.Count == 0) return;
        }

        var some = new List<TopicPartition>();
        while (some.Count < MaxHandOvers && _handOvers.TryDequeue(out TopicPartition next)) some.Add(next);
        IReadOnlyDictionary<TopicPartition, ChangeOutcome> outcomes = await elections.ElectAsync(some, s_handOverTimeout, passesOn: true).ConfigureAwait(false);
        ControllerLogLines.LeadersBalanced(log, outcomes.Count(o => o.Value.IsDone), some.Count);
    }

    /// <summary>Begins again when this node has become the controller since.</summary>
    private void Begin()
    {
        if (_sinceMs == watch.SinceMs) return;
        _sinceMs = _leadersLookedAtMs = watch.SinceMs;
        _namesLeadersAtMs = _sinceMs + HearsLeadersMs;
    }
}
