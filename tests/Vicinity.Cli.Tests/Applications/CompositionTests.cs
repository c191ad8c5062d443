using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Vicinity.Broker;
using Vicinity.Client;
using Vicinity.Gateway;

namespace Vicinity.Cli.Tests;

/// <summary>An application that fails fails alone: log, page and the other applications run.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("vicinity-compose-");

    public enum Moment
    {
        Composing,
        Starting,
        Running,
    }

    [Theory]
    [InlineData(Moment.Composing)]
    [InlineData(Moment.Starting)]
    [InlineData(Moment.Running)]
    public async Task An_application_that_fails_is_shown_as_down_beside_the_log_and_the_others(Moment moment)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using Engine engine = Engine.Start(
            new BrokerOptions { DataFolder = _data.FullName, Listen = new IPEndPoint(IPAddress.Loopback, 0) }, NullLoggerFactory.Instance);
        var tide = new PretendPart("tide", moment);
        using var log = new LogLines();
        ComposedApplication[] applications =
        [
            Composition.Compose("tide", () => moment == Moment.Composing ? throw new InvalidDataException("the table of tides is lost") : new ComposedApplication(tide) { Says = "ebb and flow" }),
            new(new PretendPart("moon", null)) { Says = "waxing", Rates = () => "1 moon" },
        ];
        await using Composition composition = await Composition.StartAsync(new GatewayOptions { Http = "127.0.0.1:0" }, engine.Status(), applications, log, cancel);
        tide.Fail.TrySetResult();

        await log.ContainAsync("The application 'tide' is down");
        using var http = new HttpClient { BaseAddress = composition.Gateway.Address };
        (await http.GetAsync("/readyz", cancel)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        string box = Box(composition);
        box.ShouldContain("tide");
        box.ShouldContain("down");
        box.ShouldContain("the table of tides is lost");
        box.ShouldContain("waxing");
        composition.Rates().ShouldBe("tide is down, 1 moon");
        string answers = moment == Moment.Running ? "true" : "false";
        (await http.GetStringAsync("/api/status", cancel)).ShouldContain(
            $$"""{"name":"tide","page":null,"state":"down","problem":null,"answers":{{answers}}},{"name":"moon","page":null,"state":"running","problem":null,"answers":true}""");
        (await http.GetStringAsync("/api/moon", cancel)).ShouldContain("here");
        await using var admin = new Admin(new AdminOptions { BootstrapServers = engine.BootstrapServers });
        await admin.CreateTopicAsync("still-there", 1, 1, cancel: cancel);
    }

    [Fact]
    public async Task Wrong_settings_of_an_application_are_wrong_usage()
    {
        Should.Throw<UsageException>(() => Composition.Prepare(new PretendApplication(() => throw new UsageException("Harbours is -1")), CommandLine.Build().Parse("up")));
        Program.Outcome wrong = await Program.RunAsync("up", "--traffic-replay", "no-such-file", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", _data.FullName);
        wrong.ExitCode.ShouldBe(2);
        wrong.Errors.ShouldContain("no-such-file");
    }

    [Theory]
    [InlineData("trafic", "there is no application 'trafic'. Did you mean 'traffic'?; there are: traffic,contacts,weather,cluster")]
    [InlineData("traffic,tides", "there is no application 'tides'; there are: traffic,contacts,weather,cluster")]
    [InlineData(",", "--apps names no application; there are: traffic,contacts,weather,cluster")]
    public async Task An_application_that_there_is_not_is_told_with_those_that_there_are(string apps, string message)
    {
        Program.Outcome wrong = await Program.RunAsync("up", "--apps", apps);
        wrong.ExitCode.ShouldBe(2);
        wrong.Errors.ShouldContain(message);
    }

    [Fact]
    public async Task An_option_of_an_application_that_is_left_out_is_told()
    {
        Program.Outcome wrong = await Program.RunAsync("up", "--apps", "cluster", "--cars", "3", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", _data.FullName);
        wrong.ExitCode.ShouldBe(2);
        wrong.Errors.ShouldContain("--traffic-cars is for the application 'traffic', which --apps leaves out");
    }

    [Theory]
    [InlineData("--traffic-replay", "--replay")]
    [InlineData("--traffic-replay-speed", "--replay-speed")]
    [InlineData("--traffic-cars", "--cars")]
    public void Options_of_applications_keep_their_short_names(string name, string alias) =>
        CommandLine.Build().Subcommands.Single(c => c.Name == "up").Options.Single(o => o.Name == name).Aliases.ShouldContain(alias);

    [Theory]
    [InlineData("--demo off", "waits for people to report", "waits for vehicles to report")]
    [InlineData("--demo off --contacts-demo on", "a crowd of 300 people", "waits for vehicles to report")]
    [InlineData("--contacts-demo off", "waits for people to report", "a recording of 500 cars")]
    [InlineData("--demo off --contacts-people 1", "a crowd of 1 person", "waits for vehicles to report")]
    public async Task What_is_said_of_one_application_holds_before_what_is_said_of_all(string line, string contacts, string traffic)
    {
        IReadOnlyList<IApplication> all = ApplicationList.All();
        ParseResult parsed = UpCommand.Create(all).Parse(line);
        await using Engine engine = Engine.Start(new BrokerOptions { DataFolder = _data.FullName, Listen = new IPEndPoint(IPAddress.Loopback, 0) }, NullLoggerFactory.Instance);
        string? Says(string name) => all.Single(a => a.Name == name).Prepare(parsed)(engine).Says;
        Says("contacts").ShouldNotBeNull().ShouldStartWith(contacts);
        Says("traffic").ShouldNotBeNull().ShouldStartWith(traffic);
    }

    [Fact]
    public void Each_options_name_begins_with_that_of_its_application()
    {
        foreach (IApplication application in ApplicationList.All())
            foreach (Option option in application.Options) option.Name.ShouldStartWith($"--{application.Name}-");
    }

    public void Dispose() => _data.Delete(recursive: true);

    private static string Box(Composition composition)
    {
        var table = new Table().AddColumn("what").AddColumn("where");
        composition.AddTo(table);
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;
        console.Write(table);
        return text.ToString();
    }

    private sealed class PretendApplication(Action check) : IApplication
    {
        public string Name => "tide";

        public IReadOnlyList<Option> Options => [];

        public IReadOnlyList<Command> Commands => [];

        public Func<Engine, ComposedApplication> Prepare(ParseResult parsed)
        {
            check();
            return _ => throw new InvalidOperationException("nothing is to be composed");
        }
    }

    private sealed class PretendPart(string name, Moment? moment) : IGatewayPart
    {
        public TaskCompletionSource Fail { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        public void AddServices(IServiceCollection services) => services.AddHostedService(_ => new PretendService(moment, Fail.Task));

        public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet($"/api/{name}", () => TypedResults.Ok("here"));
    }

    private sealed class PretendService(Moment? moment, Task fail) : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken) =>
            moment == Moment.Starting ? throw new InvalidDataException("the table of tides is lost") : base.StartAsync(cancellationToken);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            if (moment != Moment.Running) return;
            await fail.WaitAsync(stoppingToken);
            throw new InvalidDataException("the table of tides is lost");
        }
    }
}
