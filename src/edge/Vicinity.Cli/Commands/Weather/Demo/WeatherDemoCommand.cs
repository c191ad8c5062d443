using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather demo</c>: every component, two or more of each, as processes, with one command.</summary>
internal static class WeatherDemoCommand
{
    // Sensors of a recording begin when all have started.
    private const int HeadStartMs = 10_000;

    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "demo",
            "Run all components of the weather application, two or more of each, as processes of their own, with what carries their messages. Kill some of them and see that nothing is lost.",
            "vicinity weather demo --transport grpc",
            "vicinity weather demo --transport rabbitmq --for 60",
            "vicinity weather demo --transport log --replay office.csv --speed 600 --readings 500");
        Option<string> transport = new Option<string>("--transport") { Description = "What carries readings and windows: log, grpc (with Redis), or rabbitmq (with Redis)", DefaultValueFactory = _ => TransportOptions.Log }.OneOf(TransportOptions.Log, TransportOptions.Grpc, TransportOptions.RabbitMq);
        Option<int> sensors = new Option<int>("--sensors") { Description = "Sensors of each kind, air and pollution", DefaultValueFactory = _ => 3 }.Between(1, 50, "each is a process");
        Option<int> each = new Option<int>("--of-each") { Description = "Balancers, servers, proxies and terminals, of each as many", DefaultValueFactory = _ => 2 }.Between(1, 10, "each is a process");
        Option<int> period = new Option<int>("--period-ms") { Description = "Milliseconds between two readings of a sensor", DefaultValueFactory = _ => 500 }.Between(1, 3_600_000, "the time between two readings");
        Option<int> window = new Option<int>("--window-ms") { Description = "Milliseconds of a window", DefaultValueFactory = _ => 5_000 }.Between(100, 3_600_000, "the length of a window");
        Option<int> lateness = new Option<int>("--lateness-ms") { Description = "Milliseconds after its end at which a window is closed", DefaultValueFactory = _ => 2_000 }.Between(0, 600_000, "windows are sent that much later");
        var think = new Option<string?>("--think") { Description = "Seconds that a server spends on a reading, LEAST..MOST, as the original program does with 0.5..3.5 (not over the log)" };
        var replay = new Option<string?>("--replay") { Description = "CSV file with readings that the sensors send again" };
        Option<double> speed = new Option<double>("--speed") { Description = "With --replay: how many times as quickly time passes", DefaultValueFactory = _ => 60 };
        Option<long?> readings = new Option<long?>("--readings") { Description = "Readings of each sensor, or of the recording, after which the demo ends (default: none, or all)" }.Between(1, 1_000_000_000, "it is a number of readings");
        Option<int?> seconds = new Option<int?>("--for") { Description = "Seconds after which the demo ends, with all windows (default: at Ctrl+C)" }.Between(1, 86_400, "it is a number of seconds");
        var redis = new Option<string?>("--redis") { Description = "A Redis that runs: redis://HOST:PORT (default: one is started)" };
        var rabbit = new Option<string?>("--rabbitmq") { Description = "A RabbitMQ that runs: amqp://USER:PASSWORD@HOST:PORT (default: one is started)" };
        var bootstrap = new Option<string?>("--bootstrap-server", "-b") { Description = "With log: a Vicinity node or Apache Kafka that runs, HOST:PORT (default: a node is started)" };
        var folder = new Option<string?>("--folder") { Description = "Where the files of the terminals and the logs of all processes stay (default: a temporary folder, which goes with the demo)" };
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { transport, sensors, each, period, window, lateness, think, replay, speed, readings, seconds, redis, rabbit, bootstrap, folder, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            string? kept = parsed.GetValue(folder), recording = parsed.GetValue(replay);
            ServerCommand.Think(think.Name, parsed.GetValue(think));
            double quick = SensorCommand.Speed(speed.Name, parsed.GetValue(speed));
            if (recording is not null) SensorCommand.OpenRecording(recording, replay.Name, parsed.GetValue(readings));
            if (parsed.GetValue(bootstrap) is { } servers && parsed.GetValue(transport) == TransportOptions.Log) await Reach.EnsureAsync(servers, cancel).ConfigureAwait(false);
            string place = kept is null ? Directory.CreateTempSubdirectory("vicinity-weather-demo-").FullName : Folder(folder.Name, kept);
            int length = parsed.GetValue(window);
            // Recordings begin with a window, so that the same readings are together in each run.
            long begin = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + HeadStartMs + length) / length * length;
            var plan = new DemoPlan
            {
                Transport = parsed.GetValue(transport)!,
                Folder = place,
                Sensors = parsed.GetValue(sensors),
                OfEach = parsed.GetValue(each),
                PeriodMs = parsed.GetValue(period),
                WindowMs = length,
                LatenessMs = parsed.GetValue(lateness),
                Think = parsed.GetValue(think),
                Replay = recording is null ? null : Path.GetFullPath(recording),
                Speed = quick,
                Begin = begin,
                Readings = parsed.GetValue(readings),
                Redis = parsed.GetValue(redis) ?? "",
                Rabbit = parsed.GetValue(rabbit) ?? "",
                Log = parsed.GetValue(bootstrap) ?? "",
            };
            try
            {
                return await RunAsync(plan, parsed.GetValue(seconds), parsed.GetValue(json), isKept: kept is not null, cancel).ConfigureAwait(false);
            }
            finally
            {
                if (kept is null) Directory.Delete(place, recursive: true);
            }
        });
        return command;
    }

    private static string Folder(string option, string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()) throw new UsageException($"{option} '{Tables.Plain(path)}' is not empty: name a new folder, because the terminals would go on with the windows in it");
        return Directory.CreateDirectory(full).FullName;
    }

    private static async Task<int> RunAsync(DemoPlan plan, int? seconds, bool json, bool isKept, CancellationToken cancel)
    {
        bool isScreen = !json && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        await using WeatherDemo demo = await WeatherDemo.StartAsync(plan, json ? _ => { } : text => AnsiConsole.MarkupLineInterpolated($"[grey]{text}…[/]"), cancel).ConfigureAwait(false);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (seconds is { } wanted) time.CancelAfter(TimeSpan.FromSeconds(wanted));
        if (!json) AnsiConsole.MarkupLineInterpolated($"{Counted.Of(demo.Components.Count, "process", "processes")}{(isKept ? $", files in {plan.Folder}" : "")}; Ctrl+C ends all.");
        using (var drawing = CancellationTokenSource.CreateLinkedTokenSource(time.Token))
        {
            Task drawn = isScreen ? ShowAsync(demo, drawing.Token) : json ? Task.CompletedTask : TellAsync(demo, drawing.Token);
            await demo.WaitForSensorsAsync(time.Token).ConfigureAwait(false);
            await drawing.CancelAsync().ConfigureAwait(false);
            await drawn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        bool isAsked = cancel.IsCancellationRequested;
        if (!json && !isAsked) AnsiConsole.MarkupLine("[grey]the sensors end, and the last windows are waited for…[/]");
        await demo.StopAsync(cancel).ConfigureAwait(false);
        DemoSummary summary = demo.Summarize();
        if (json) Tables.Json(new { plan.Transport, plan.Begin, plan.Speed, plan.WindowMs, summary.Stored, summary.Refused, summary.NotSent, summary.IsWhole, summary.Terminals });
        else Tell(summary, isAsked);
        return isAsked ? ExitCodes.Stopped : summary.IsWhole && summary.NotSent == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Tell(DemoSummary summary, bool isAsked)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{summary.Stored:N0}[/] readings stored, {summary.Refused:N0} refused, {summary.NotSent:N0} not sent");
        Tables.Write(
            ["Terminal", "Windows", "Twice", "Readings in them"],
            summary.Terminals.Select(t => new object?[] { t.Name, $"{t.Windows:N0}", $"{t.Twice:N0}", $"{t.Readings:N0}" }),
            "no terminal");
        if (summary.IsWhole) AnsiConsole.MarkupLine("[green]Each stored reading is in exactly one window of its kind, at every terminal.[/]");
        else if (isAsked) AnsiConsole.MarkupLine("[grey]It was stopped before the last windows were closed, so these hold fewer readings.[/]");
        else AnsiConsole.MarkupLine("[red]The windows do not hold every stored reading once.[/]");
    }

    private static async Task ShowAsync(WeatherDemo demo, CancellationToken cancel) => await AnsiConsole.Live(Draw(demo)).StartAsync(async live =>
    {
        while (!cancel.IsCancellationRequested)
        {
            live.UpdateTarget(Draw(demo));
            await Task.Delay(s_redraw, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        live.UpdateTarget(Draw(demo));
    }).ConfigureAwait(false);

    private static Table Draw(WeatherDemo demo)
    {
        Table table = new Table { Border = TableBorder.Rounded, Expand = true }.AddColumns("component", "process", "state", "what it says");
        foreach (ChildProcess server in demo.Servers) AddRow(table, server, ended: "[red]ended[/]");
        foreach ((DemoComponent component, ChildProcess process) in demo.Components) AddRow(table, process, component.Kind == "sensor" && process.ExitCode == ExitCodes.Done ? "[grey]done[/]" : "[red]ended[/]");
        table.Caption = new TableTitle("kill a process and see what happens; Ctrl+C ends all");
        return table;
    }

    private static void AddRow(Table table, ChildProcess process, string ended) =>
        table.AddRow(Markup.Escape(process.Name), process.Id?.ToString(CultureInfo.InvariantCulture) ?? "", process.ExitCode is null ? "[green]runs[/]" : ended, Markup.Escape(process.Says ?? ""));

    // Without a screen: a line for each window over all sensors, as the first terminal has it.
    private static async Task TellAsync(WeatherDemo demo, CancellationToken cancel)
    {
        ChildProcess terminal = demo.Of("terminal").First();
        terminal.Answered += Console.Out.WriteLine;
        await Termination.WaitAsync(cancel).ConfigureAwait(false);
        terminal.Answered -= Console.Out.WriteLine;
    }
}
