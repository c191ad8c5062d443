using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Vicinity.Contacts;
using Vicinity.Feeds;

namespace Vicinity.Cli;

/// <summary><c>vicinity contacts replay</c>: people as they were recorded.</summary>
internal static class RecordedCommand
{
    private const int ProblemsShown = 10;
    private const int WidthOfFiles = 400;

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "replay",
            "Write the reports of recorded people: CSV with columns for time, person, x and y (contacts follow from the distance), or for time and two people who met; also gzipped.",
            $"vicinity contacts replay {DemoRecording.Name} --infected 7",
            $"vicinity contacts replay {DemoRecording.Name} --speed 10 --infected 7,12 --infection-radius 1.5 --name square",
            "vicinity contacts replay positions.csv.gz --loop");
        var file = new Argument<string>("FILE") { Description = $"The recording, or '{DemoRecording.Name}': 20 people who cross a square for five minutes" };
        var speed = new Option<string>("--speed") { Description = "Times faster than recorded, or max", DefaultValueFactory = _ => "1" };
        var loop = new Option<bool>("--loop") { Description = "Begin again at the end" };
        var name = new Option<string?>("--name") { Description = "Name of the simulation (default: that of the file)" };
        var infected = new Option<string?>("--infected") { Description = "People who are infected from their first appearance on, by their numbers in the recording, separated by commas; the infection goes on by the parameters" };
        Option<int> slot = new Option<int>("--slot-seconds") { Description = "Seconds of a slot of recorded contacts", DefaultValueFactory = _ => 20 }.Between(1, 86_400, "contacts of slots after one another are one meeting");
        var seed = new Option<ulong>("--seed") { Description = "Seed of the infection's chances", DefaultValueFactory = _ => 1UL };
        var topic = new Option<string?>("--topic") { Description = "Topic of the reports (default: contacts, or the setting)" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        command.Arguments.Add(file);
        foreach (Option option in new Option[] { speed, loop, name, infected, slot, seed, topic, bootstrap, json }) command.Options.Add(option);
        ParameterOptions parameterOptions = ParameterOptions.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string path = parsed.GetValue(file)!;
            bool own = path == DemoRecording.Name;
            if (!own && !File.Exists(path)) throw new UsageException($"FILE '{path}' is not the path of a file and not '{DemoRecording.Name}', the recording that comes with the program: there is no such file");
            TraceInput Input() => own ? DemoRecording.Open() : TraceInput.OpenFile(path);
            double times = TrafficCommand.ParseSpeed(speed.Name, parsed.GetValue(speed)!);
            ContactsOptions contacts = ContactsSettings.Load(o => o with
            {
                BootstrapServers = parsed.GetValue(bootstrap)!,
                Topic = parsed.GetValue(topic) ?? o.Topic,
                Parameters = parameterOptions.Read(parsed, o.Parameters),
                CrowdPeople = 0,
            });
            var options = new RecordingOptions
            {
                Simulation = PersonCommand.NameOf(name.Name, parsed.GetValue(name)) ?? Shorten(Path.GetFileName(path)),
                Parameters = contacts.Parameters,
                Seed = parsed.GetValue(seed),
                Infected = Numbers(infected.Name, parsed.GetValue(infected)),
                SlotSeconds = parsed.GetValue(slot),
            };
            RecordingOutline outline = Look(path, Input, options);
            await Reach.EnsureAsync(contacts.BootstrapServers, cancel).ConfigureAwait(false);
            await using var writer = new ReportWriter(contacts, NullLogger<ReportWriter>.Instance);
            await using var notice = new RunNotice(contacts, new Run { Name = options.Simulation, Kind = RunKind.Recorded, TickMs = outline.TickMs(options.SlotSeconds, times), Plan = new RunPlan { Seed = options.Seed, Parameters = outline.Field(contacts.Parameters) } }, cancel);
            await notice.BeginAsync(cancel).ConfigureAwait(false);
            RecordingReader? lap = null;
            var runner = new RecordedReplay(
                Path.GetFileName(path),
                () => lap = RecordingReader.Open(Input(), outline, options, lap?.NextTick ?? 0),
                new ReplayOptions { Speed = times, Loop = parsed.GetValue(loop) },
                writer);
            if (!parsed.GetValue(json))
                AnsiConsole.MarkupLineInterpolated($"[bold]{options.Simulation}[/]: {Counted.Of(outline.People, "person", "people")}, {Counted.Of(outline.Rows, outline.Kind == RecordingKind.Positions ? "position" : "contact")} in {outline.Seconds:N0} s");
            long began = Stopwatch.GetTimestamp();
            using (TrafficCommand.ShowProgress(parsed.GetValue(json), () => Progress(runner)))
            {
                try
                {
                    await runner.RunAsync(notice.Ended).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
            await notice.EndAsync(cancel.IsCancellationRequested ? RunState.Stopped : RunState.Ended).ConfigureAwait(false);
            return Tell(runner, lap!, outline, writer, Stopwatch.GetElapsedTime(began), parsed.GetValue(json));
        });
        return command;
    }

    private static RecordingOutline Look(string path, Func<TraceInput> open, RecordingOptions options)
    {
        try
        {
            return RecordingReader.Look(open(), options);
        }
        catch (Exception e) when (e is TraceFormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"FILE '{path}' is not a recording of people that can be read: {e.Message}");
        }
    }

    private static string Progress(RecordedReplay runner)
    {
        SourceStatus status = runner.Status;
        string problem = status.Problem is { } told ? $", {told}" : "";
        return $"{Math.Min(runner.Share, 0.99):P0}, {Counted.Of(status.Events, "report")}{problem}";
    }

    private static int Tell(RecordedReplay runner, RecordingReader lap, RecordingOutline outline, ReportWriter writer, TimeSpan elapsed, bool json)
    {
        SourceStatus status = runner.Status;
        TraceReport report = lap.Report;
        if (json)
        {
            Tables.Json(new
            {
                Reports = status.Events,
                writer.Stored,
                writer.Failed,
                outline.People,
                lap.Reached,
                status.BadRows,
                Seconds = elapsed.TotalSeconds,
                Problems = report.Problems.Select(p => p.ToString()),
            });
        }
        else
        {
            if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFiles;
            if (!Console.IsErrorRedirected) Console.Error.WriteLine();
            AnsiConsole.MarkupLineInterpolated($"[bold]{Counted.Of(writer.Stored, "report")}[/] stored in {elapsed.TotalSeconds:N1} s, {writer.Failed:N0} failed, {Counted.Of(status.BadRows, "bad row")}; {Counted.Of(lap.Reached, "person", "people")} infected.");
            foreach (TraceProblem problem in report.Problems.Take(ProblemsShown)) AnsiConsole.MarkupLineInterpolated($"  [yellow]{problem.Place}[/]: {problem.Reason}");
            if (status.BadRows > ProblemsShown) AnsiConsole.MarkupLineInterpolated($"  [grey]and {status.BadRows - ProblemsShown:N0} more[/]");
            if (report.FirstLeftOut is { } left) AnsiConsole.MarkupLineInterpolated($"Contacts that were left out: {report.ValuesLeftOut:N0}. The first, {left}");
        }
        return writer.Failed == 0 && writer.Stored > 0 ? ExitCodes.Stopped : ExitCodes.Failed;
    }

    private static HashSet<int> Numbers(string option, string? text)
    {
        var numbers = new HashSet<int>();
        foreach (string part in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) throw new UsageException($"{option} '{text}' is not a list of whole numbers such as 1,7");
            numbers.Add(number);
        }
        return numbers;
    }

    private static string Shorten(string name) => name.Length > 64 ? name[..64] : name;
}
