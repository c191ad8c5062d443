using System.CommandLine;
using Microsoft.Extensions.Logging;
using Vicinity.Weather;
using Vicinity.Weather.Grpc;
using Vicinity.Weather.RabbitMq;
using Vicinity.Weather.Redis;

namespace Vicinity.Cli;

/// <summary>What carries readings and windows, and where it is, as the commands of the weather application take it.</summary>
internal sealed class TransportOptions
{
    /// <summary>Topics of the log.</summary>
    public const string Log = "log";

    /// <summary>Calls over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>Queues of RabbitMQ.</summary>
    public const string RabbitMq = "rabbitmq";

    /// <summary>Where a balancer listens, unless it is told otherwise.</summary>
    public const string BalancerAddress = "127.0.0.1:3311";

    /// <summary>Where a proxy listens for terminals, unless it is told otherwise.</summary>
    public const string ProxyAddress = "127.0.0.1:3312";

    private readonly Option<string> _transport;
    private readonly Option<string> _bootstrap = CommonOptions.BootstrapServer();
    private readonly Option<string> _balancers = new("--balancer") { Description = "With grpc: addresses of balancers, HOST:PORT,...", DefaultValueFactory = _ => BalancerAddress };
    private readonly Option<string> _proxies = new("--proxy") { Description = "With grpc: addresses of proxies, HOST:PORT,...", DefaultValueFactory = _ => ProxyAddress };
    private readonly Option<string> _rabbit = new("--rabbitmq") { Description = "With rabbitmq: amqp://USER:PASSWORD@HOST:PORT,HOST:PORT/VHOST", DefaultValueFactory = _ => "amqp://127.0.0.1:5672" };
    private readonly Option<string> _redis = new("--redis") { Description = "With grpc and rabbitmq: the store, redis://USER:PASSWORD@HOST:PORT", DefaultValueFactory = _ => "redis://127.0.0.1:6379" };

    private TransportOptions(string[] transports, string usual) =>
        _transport = new Option<string>("--transport") { Description = "What carries readings and windows: log, the topics of a Vicinity node or a Kafka cluster; grpc, direct calls; rabbitmq, queues", DefaultValueFactory = _ => usual }.OneOf(transports);

    /// <summary>Adds the options of a component to its command.</summary>
    public static TransportOptions AddTo(Command command, bool sends = false, bool stores = false, bool receives = false, params string[] transports)
    {
        string[] offered = transports.Length == 0 ? [Log, Grpc, RabbitMq] : transports;
        var options = new TransportOptions(offered, offered[0]);
        command.Options.Add(options._transport);
        if (offered.Contains(Log)) command.Options.Add(options._bootstrap);
        if (sends) command.Options.Add(options._balancers);
        if (receives) command.Options.Add(options._proxies);
        command.Options.Add(options._rabbit);
        if (stores) command.Options.Add(options._redis);
        return options;
    }

    /// <summary>Which one was chosen.</summary>
    public string Chosen(ParseResult parsed) => parsed.GetValue(_transport)!;

    /// <summary>Settings of the application, with the log that the command line names.</summary>
    public WeatherOptions Settings(ParseResult parsed) => WeatherSettings.Load(o => o with { BootstrapServers = parsed.GetValue(_bootstrap)!, DemoSensors = 0 });

    /// <summary>Where balancers are.</summary>
    public IReadOnlyList<string> Balancers(ParseResult parsed) => Split(parsed.GetValue(_balancers)!);

    /// <summary>Where readings go or windows come from, in words.</summary>
    public string Says(ParseResult parsed, bool receives) => Chosen(parsed) switch
    {
        Grpc => receives ? $"the proxy at {parsed.GetValue(_proxies)}" : $"the balancer at {parsed.GetValue(_balancers)}",
        RabbitMq => $"RabbitMQ at {Rabbit(parsed).Addresses}",
        _ => $"the log at {parsed.GetValue(_bootstrap)}",
    };

    /// <summary>Checks the settings, and tells at once when no log answers. What else is away is waited for.</summary>
    /// <exception cref="UsageException">An address is none, or no log answers.</exception>
    public async Task EnsureAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (Chosen(parsed) == RabbitMq) Rabbit(parsed);
        if (Chosen(parsed) == Log) await Reach.EnsureAsync(parsed.GetValue(_bootstrap)!, cancel).ConfigureAwait(false);
    }

    /// <summary>Where sensors' readings go: a sink for each, or one for all of them.</summary>
    public IReadOnlyList<IReadingSink> OpenSinks(ParseResult parsed, ILoggerFactory loggers, int sensors)
    {
        switch (Chosen(parsed))
        {
            case Grpc:
                var options = new GrpcSensorOptions { Balancers = Balancers(parsed) };
                SettingProblems.Refuse(options.Problems());
                return [.. Enumerable.Range(0, sensors).Select(_ => new GrpcReadingSink(options))];
            case RabbitMq:
                RabbitSettings rabbit = Rabbit(parsed);
                return [.. Enumerable.Range(0, sensors).Select(_ => new RabbitReadingSink(rabbit, TimeProvider.System))];
            default:
                return [new ReadingWriter(Settings(parsed), loggers.CreateLogger<ReadingWriter>())];
        }
    }

    /// <summary>Where a compute server's readings come from; not for the log.</summary>
    public IReadingQueue OpenQueue(ParseResult parsed, GrpcServerOptions grpc, ILoggerFactory loggers) => Chosen(parsed) == RabbitMq
        ? new RabbitReadingQueue(Rabbit(parsed), TimeProvider.System, loggers.CreateLogger<RabbitReadingQueue>())
        : new GrpcReadingQueue(grpc with { Balancers = Balancers(parsed) }, loggers);

    /// <summary>Where a terminal's windows come from.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">Name of the terminal, different from others'.</param>
    /// <param name="calls">With gRPC, whether the proxy calls the terminal; else the terminal opens a stream.</param>
    /// <param name="loggers">Where it logs.</param>
    public IWindowFeed OpenFeed(ParseResult parsed, string name, bool calls, ILoggerFactory loggers)
    {
        switch (Chosen(parsed))
        {
            case Grpc:
                var options = new GrpcTerminalOptions { Name = name, Proxies = Split(parsed.GetValue(_proxies)!), Streams = !calls };
                SettingProblems.Refuse(options.Problems());
                return new GrpcWindowFeed(options, loggers);
            case RabbitMq:
                return new RabbitWindowFeed(Rabbit(parsed), name, TimeProvider.System, loggers.CreateLogger<RabbitWindowFeed>());
            default:
                return new LogWindowFeed(Settings(parsed), loggers.CreateLogger<LogWindowFeed>());
        }
    }

    /// <summary>The store.</summary>
    /// <exception cref="UsageException">The address is none.</exception>
    public RedisSettings Redis(ParseResult parsed)
    {
        string text = parsed.GetValue(_redis)!;
        RedisSettings settings = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == "redis" && uri.Host.Length > 0
            ? new RedisSettings { Address = $"{uri.Host}:{(uri.Port < 0 ? 6379 : uri.Port)}", User = Part(uri, 0), Password = Part(uri, 1) }
            : throw new UsageException($"{_redis.Name} '{Tables.Plain(text)}' is no address of the form redis://HOST:PORT");
        SettingProblems.Refuse(settings.Problems());
        return settings;
    }

    /// <summary>The broker.</summary>
    /// <exception cref="UsageException">The address is none.</exception>
    public RabbitSettings Rabbit(ParseResult parsed)
    {
        string text = parsed.GetValue(_rabbit)!;
        // Further hosts stand between commas, which no address of the web has.
        string first = text.Split(',')[0], path = text.Contains(',', StringComparison.Ordinal) && text[text.LastIndexOf(',')..].Split('/', 2) is [_, var host] ? "/" + host : "";
        if (!Uri.TryCreate(first + path, UriKind.Absolute, out Uri? uri) || uri.Scheme != "amqp" || uri.Host.Length == 0)
            throw new UsageException($"{_rabbit.Name} is no address of the form amqp://USER:PASSWORD@HOST:PORT/VHOST");
        IEnumerable<string> others = text.Split(',')[1..].Select(h => h.Split('/')[0]);
        var defaults = new RabbitSettings();
        RabbitSettings settings = defaults with
        {
            Addresses = string.Join(',', others.Prepend($"{uri.Host}:{(uri.Port < 0 ? 5672 : uri.Port)}")),
            User = uri.UserInfo.Length == 0 ? defaults.User : Part(uri, 0),
            Password = uri.UserInfo.Length == 0 ? defaults.Password : Part(uri, 1),
            VirtualHost = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : defaults.VirtualHost,
        };
        SettingProblems.Refuse(settings.Problems());
        return settings;
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Part(Uri uri, int index) => uri.UserInfo.Split(':', 2) is { } parts && parts.Length > index ? Uri.UnescapeDataString(parts[index]) : "";
}
