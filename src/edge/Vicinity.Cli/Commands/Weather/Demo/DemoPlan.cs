using System.Globalization;

namespace Vicinity.Cli;

/// <summary>Which components the demo has, and what each is told: two or more of every kind that a transport has. Pure.</summary>
internal sealed record DemoPlan
{
    private static readonly string[] s_places = ["harbour", "market", "park", "school"];

    /// <summary>What carries the messages.</summary>
    public required string Transport { get; init; }

    /// <summary>Where files go.</summary>
    public required string Folder { get; init; }

    /// <summary>Sensors of each kind, air and pollution.</summary>
    public int Sensors { get; init; } = 3;

    /// <summary>Balancers, servers, proxies and terminals, of each as many.</summary>
    public int OfEach { get; init; } = 2;

    /// <summary>Milliseconds between two readings of a sensor.</summary>
    public int PeriodMs { get; init; } = 500;

    /// <summary>Milliseconds of a window.</summary>
    public int WindowMs { get; init; } = 5_000;

    /// <summary>Milliseconds after its end at which a window is closed.</summary>
    public int LatenessMs { get; init; } = 2_000;

    /// <summary>Seconds that a server spends on a reading, LEAST..MOST; null for none.</summary>
    public string? Think { get; init; }

    /// <summary>Recording that the sensors send again; null for simulated ones.</summary>
    public string? Replay { get; init; }

    /// <summary>How many times as quickly time passes in the recording.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>When the recording begins, in Unix milliseconds.</summary>
    public long Begin { get; init; }

    /// <summary>Readings that are wanted: of each simulated sensor, or from the beginning of the recording; null for all.</summary>
    public long? Readings { get; init; }

    /// <summary>Address of Redis; empty where none is needed.</summary>
    public string Redis { get; init; } = "";

    /// <summary>Address of RabbitMQ; empty where none is needed.</summary>
    public string Rabbit { get; init; } = "";

    /// <summary>Addresses of the log; empty where none is needed.</summary>
    public string Log { get; init; } = "";

    /// <summary>Addresses of the balancers; empty where there are none.</summary>
    public IReadOnlyList<string> Balancers { get; init; } = [];

    /// <summary>Addresses of the proxies that terminals call; empty where there are none.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>The plan with addresses for the components that are called.</summary>
    /// <param name="nextPort">Gives ports that are free.</param>
    public DemoPlan WithAddresses(Func<int> nextPort) => Transport == TransportOptions.Grpc ? this with { Balancers = Addresses(nextPort), Proxies = Addresses(nextPort) } : this;

    /// <summary>The components, in the order in which they start: those that others call come first.</summary>
    public IReadOnlyList<DemoComponent> Components()
    {
        bool isGrpc = Transport == TransportOptions.Grpc, isLog = Transport == TransportOptions.Log;
        string[] carrier = isGrpc ? [] : isLog ? ["--bootstrap-server", Log] : ["--rabbitmq", Rabbit];
        string[] called = isGrpc ? ["--balancer", string.Join(',', Balancers)] : carrier;
        string[] store = isLog ? [] : ["--redis", Redis];
        List<DemoComponent> all = [];
        for (int i = 0; i < Balancers.Count; i++) Add("balancer", i, ["--listen", Balancers[i], "--policy", i == 0 ? "round-robin" : "least-outstanding"]);
        for (int i = 0; i < OfEach; i++) Add("server", i, ["--transport", Transport, .. called, .. store, "--name", $"server-{i + 1}", .. Think is { } think && !isLog ? (string[])["--think", think] : []]);
        for (int i = 0; i < (isLog ? 0 : OfEach); i++)
            Add("proxy", i, ["--transport", Transport, .. carrier, .. store, "--window-ms", Text(WindowMs), "--lateness-ms", Text(LatenessMs), .. isGrpc ? (string[])["--listen", Proxies[i]] : []]);
        for (int i = 0; i < OfEach; i++)
        {
            // With gRPC one of them opens a stream and the other is called.
            string[] way = !isGrpc ? carrier : ["--proxy", string.Join(',', Proxies), .. i % 2 == 1 ? (string[])["--calls"] : []];
            Add("terminal", i, ["--transport", Transport, .. way, "--file", FileOf(i), "--name", $"demo-terminal-{i + 1}", "--plain"]);
        }
        foreach (string kind in (string[])["air", "pollution"])
        {
            string[] wanted = Readings is { } most ? ["--readings", Text(most)] : [];
            string[] sends = ["--transport", Transport, .. called, "--json", "--kind", kind, .. wanted];
            if (Replay is { } file)
            {
                all.Add(new DemoComponent("sensor", $"sensor {kind}", ["weather", "sensor", .. sends, "--replay", file, "--speed", Text(Speed), "--begin", Text(Begin)]));
                continue;
            }
            for (int i = 0; i < Sensors; i++)
                all.Add(new DemoComponent("sensor", $"sensor {kind}-{i + 1}", ["weather", "sensor", .. sends, "--id", $"{kind}-{i + 1}", "--place", s_places[i % s_places.Length], "--period-ms", Text(PeriodMs)]));
        }
        return all;

        void Add(string kind, int index, string[] arguments) => all.Add(new DemoComponent(kind, $"{kind} {index + 1}", ["weather", kind, .. arguments]));
    }

    /// <summary>The file of a terminal, by its place among them.</summary>
    public string FileOf(int terminal) => Path.Combine(Folder, $"terminal-{terminal + 1}.jsonl");

    private string[] Addresses(Func<int> nextPort) => [.. Enumerable.Range(0, OfEach).Select(_ => $"127.0.0.1:{Text(nextPort())}")];

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
