using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Geo;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>
/// Keeps a list of the quadrants' topics: leaders, replicas and how many positions they hold. Asks the cluster every two seconds while the list is read, else every
/// twenty: the answers are about all topics.
/// </summary>
public sealed partial class QuadrantDirectory : SupervisedService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_restInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_readLately = TimeSpan.FromSeconds(5);

    private readonly Admin _admin;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Dictionary<string, int> _guaranteed = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<Tile, QuadrantState> _states = ImmutableDictionary<Tile, QuadrantState>.Empty;
    private long _read;
    private bool _away;

    /// <summary>Begins when it is started.</summary>
    public QuadrantDirectory(TrafficOptions options, ILogger<QuadrantDirectory> log, TimeProvider? time = null)
        : base(log, time ?? TimeProvider.System)
    {
        (_log, _time) = (log, time ?? TimeProvider.System);
        _read = _time.GetTimestamp();
        _admin = new Admin(new AdminOptions { BootstrapServers = options.BootstrapServers, ClientId = "vicinity-traffic-directory" }, time);
    }

    /// <summary>The quadrants as last heard of.</summary>
    public IReadOnlyDictionary<Tile, QuadrantState> States
    {
        get
        {
            Volatile.Write(ref _read, _time.GetTimestamp());
            return _states;
        }
    }

    /// <summary>Whether the cluster is to be asked again.</summary>
    /// <param name="sinceAsked">Time since it was asked last; null when it was not.</param>
    /// <param name="sinceRead">Time since the list was read last.</param>
    internal static bool IsDue(TimeSpan? sinceAsked, TimeSpan sinceRead) => sinceAsked is not { } time || time >= s_restInterval || sinceRead <= s_readLately;

    /// <summary>Asks the cluster now.</summary>
    /// <exception cref="ClientException">It does not answer.</exception>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        ClusterDescription cluster = await _admin.DescribeClusterAsync(cancel).ConfigureAwait(false);
        TopicDescription[] topics = [.. (await _admin.ListTopicsAsync(cancel).ConfigureAwait(false))
            .Where(t => t.Error == ErrorCode.None && QuadrantMap.TryQuadrantOf(t.Name, out _))];
        TopicPartition[] led = [.. topics.SelectMany(t => t.Partitions.Where(p => p.LeaderId >= 0).Select(p => new TopicPartition(t.Name, p.Index)))];
        IReadOnlyDictionary<TopicPartition, ListedOffset> starts = await _admin.ListOffsetsAsync(led, StartPosition.Earliest, cancel).ConfigureAwait(false);
        IReadOnlyDictionary<TopicPartition, ListedOffset> ends = await _admin.ListOffsetsAsync(led, StartPosition.Latest, cancel).ConfigureAwait(false);
        ImmutableDictionary<Tile, QuadrantState>.Builder states = ImmutableDictionary.CreateBuilder<Tile, QuadrantState>();
        foreach (TopicDescription topic in topics)
        {
            if (topic.Partitions.Count == 0 || !QuadrantMap.TryQuadrantOf(topic.Name, out Tile quadrant)) continue;
            PartitionDescription first = topic.Partitions[0];
            long positions = 0;
            foreach (PartitionDescription partition in topic.Partitions)
            {
                var place = new TopicPartition(topic.Name, partition.Index);
                if (starts.TryGetValue(place, out ListedOffset start) && ends.TryGetValue(place, out ListedOffset end)) positions += end.Offset - start.Offset;
            }
            if (!_guaranteed.TryGetValue(topic.Name, out int least))
                _guaranteed[topic.Name] = least = await ClusterLookup.GuaranteedReplicasAsync(_admin, topic.Name, first.Replicas.Count, cancel).ConfigureAwait(false);
            states[quadrant] = new QuadrantState(
                quadrant, topic.Name, positions, ClusterLookup.AddressOf(cluster, first.LeaderId), first.Replicas.Count, least);
        }
        _states = states.ToImmutable();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(s_interval, _time);
        long? asked = null;
        do
        {
            if (!IsDue(asked is { } before ? _time.GetElapsedTime(before) : null, _time.GetElapsedTime(Volatile.Read(ref _read)))) continue;
            asked = _time.GetTimestamp();
            try
            {
                await RefreshAsync(cancel).ConfigureAwait(false);
                _away = false;
            }
            catch (ClientException trouble)
            {
                if (!_away) LogAway(trouble.Message);
                _away = true;
            }
        }
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster does not tell about its topics; the last list goes on being shown: {Reason}")]
    private partial void LogAway(string reason);
}
