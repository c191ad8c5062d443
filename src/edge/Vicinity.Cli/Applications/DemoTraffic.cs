using System.CommandLine;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>Traffic in <c>cluster demo</c>: simulated cars, and topics with replicas that exist before the first car reports.</summary>
/// <param name="nodes">How many nodes the demo has.</param>
internal sealed class DemoTraffic(Option<int> nodes) : IApplication
{
    private const int StaleSeconds = 10;
    private const int MostVehicles = 10_000;
    private const int UsualReplicas = 5;

    private readonly Option<int> _topics = new("--topics") { Description = "Quadrants that the demo's streets are divided into, each a topic: 4, 16 or 64", DefaultValueFactory = _ => 4 };
    private readonly Option<int?> _replicas = new("--replicas") { Description = $"Replicas of each topic (default: {UsualReplicas}, or as many as there are nodes)" };
    private readonly Option<int> _vehicles = new Option<int>("--vehicles") { Description = "Simulated cars that report every second; 0 for none", DefaultValueFactory = _ => 20 }.Between(0, MostVehicles, "each reports once a second");

    public string Name => "traffic";

    public IReadOnlyList<Option> Options => [_topics, _replicas, _vehicles];

    public IReadOnlyList<Command> Commands => [];

    public Func<Engine, ComposedApplication> Prepare(ParseResult parsed)
    {
        int most = parsed.GetValue(nodes), topics = parsed.GetValue(_topics);
        int replicas = parsed.GetValue(_replicas) ?? Math.Min(UsualReplicas, most);
        if (replicas < 1 || replicas > most) throw new UsageException($"{_replicas.Name} {replicas} is not from 1 to {most}, the number of nodes: a node holds one copy");
        int zoom = ZoomOf(topics);
        TrafficOptions options = TrafficSettings.Load(o => o with { QuadrantZoom = zoom, Replicas = (short)replicas, DriveCars = parsed.GetValue(_vehicles), StaleSeconds = StaleSeconds });
        return engine =>
        {
            TrafficOptions traffic = options with { BootstrapServers = engine.BootstrapServers };
            return TrafficApplication.Compose(traffic) with
            {
                Says = $"{TrafficWords.Of(traffic)}; {topics} topics of {Counted.Of(replicas, "replica")}",
                Begin = cancel => DemoTopics.CreateAsync(traffic, cancel),
            };
        };
    }

    /// <summary>Zoom at which the demo's streets, which lie around a corner of four quadrants, make that many topics.</summary>
    private int ZoomOf(int topics) => topics switch
    {
        4 => QuadrantMap.DefaultZoom,
        16 => QuadrantMap.DefaultZoom + 1,
        64 => QuadrantMap.DefaultZoom + 2,
        _ => throw new UsageException($"{_topics.Name} {topics} is not 4, 16 or 64: the demo's streets are divided into that many quadrants, each a topic"),
    };
}
