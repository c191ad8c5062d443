using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>Sends a made-up recording on the whole way of an event: read from a file, written to a node, followed into a view that keeps it.</summary>
/// <param name="nodes">Where the log is, which is empty.</param>
/// <param name="path">The recording.</param>
/// <param name="positions">Rows of it.</param>
internal sealed class FeedsLoad(LocalNodes nodes, string path, long positions)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly TrafficOptions _options = new()
    {
        BootstrapServers = nodes.BootstrapServers,
        HistorySeconds = 86_400,
        HistoryPositions = Math.Max(positions, 1_000),
    };

    /// <summary>Reads the file and does nothing with it.</summary>
    public FeedFigure Read()
    {
        var watch = new Watch(this);
        using ITraceReader<VehiclePosition> reader = Open();
        while (reader.TryRead(out _))
        {
        }

        return watch.Read("file read", reader.Report.GoodRows);
    }

    /// <summary>Replays the file into the node's log.</summary>
    public async Task<FeedFigure> WriteAsync(CancellationToken cancel)
    {
        await using var ingest = new TrafficIngest(_options, NullLogger<TrafficIngest>.Instance);
        var watch = new Watch(this);
        var replay = new PositionReplay("bench", Open, new ReplayOptions { Speed = double.PositiveInfinity, KeepTime = true }, ingest);
        await replay.RunAsync(cancel).ConfigureAwait(false);
        return watch.Read("file into the log", ingest.Stored);
    }

    /// <summary>Follows the log into a view until all is in it.</summary>
    public async Task<FeedFigure> FollowAsync(CancellationToken cancel)
    {
        var view = new TrafficView(_options);
        using var processor = new TrafficProcessor(_options, view, NullLogger<TrafficProcessor>.Instance);
        var watch = new Watch(this);
        await processor.StartAsync(cancel).ConfigureAwait(false);
        while (view.Totals().Positions < positions && watch.Elapsed < s_patience) await Task.Delay(5, cancel).ConfigureAwait(false);
        FeedFigure figure = watch.Read("log into the view", view.Totals().Positions);
        await processor.StopAsync(cancel).ConfigureAwait(false);
        return figure;
    }

    /// <summary>Bytes of managed memory for each position that a view keeps, its vehicles and its heat included.</summary>
    public double BytesKeptEach()
    {
        using ITraceReader<VehiclePosition> reader = Open();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var view = new TrafficView(_options);
        while (reader.TryRead(out TraceRow<VehiclePosition> row)) view.Add([row.Value]);
        long kept = view.History().Buckets.Sum(b => b.Count);
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Math.Max(1, kept);
        GC.KeepAlive(view);
        return bytes;
    }

    /// <summary>Empties the log.</summary>
    public async Task ForgetAsync(CancellationToken cancel)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = nodes.BootstrapServers });
        foreach (TopicDescription topic in await admin.ListTopicsAsync(cancel).ConfigureAwait(false))
            if (QuadrantMap.TryQuadrantOf(topic.Name, out _)) await admin.DeleteTopicAsync(topic.Name, cancel).ConfigureAwait(false);
    }

    private ITraceReader<VehiclePosition> Open() => TraceFile.Open(path, new Traffic.TraceOptions());

    private double NodeSeconds() => nodes.All.Sum(n => n.ProcessorTime.TotalSeconds);

    /// <summary>Wall time and processor time since it was made.</summary>
    private sealed class Watch(FeedsLoad load)
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
        private readonly double _node = load.NodeSeconds();

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

        public FeedFigure Read(string what, long events) =>
            new(what, events, Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - _processor).TotalSeconds, load.NodeSeconds() - _node);
    }
}
