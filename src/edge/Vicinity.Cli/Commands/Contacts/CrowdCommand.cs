using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary><c>vicinity contacts crowd</c>: many people in this process.</summary>
internal static class CrowdCommand
{
    private const int UsualInfected = 3;

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "crowd",
            "Run many people in this process; they report to the log as devices do. The same seed and parameters give the same run.",
            "vicinity contacts crowd --people 1000 --infected 5",
            "vicinity contacts crowd --people 100000 --field-width 2000 --field-height 2000 --ticks 100 --tick-ms 0",
            "vicinity contacts crowd --people 500 --config default_config.json --seed 7");
        Option<int> people = new Option<int>("--people") { Description = $"How many; more than {CrowdField.UsualPeople} get a larger field, unless one is given", DefaultValueFactory = _ => 300 }.Between(1, Crowd.MaxPeople, "each reports once a tick");
        Option<int?> infected = new Option<int?>("--infected") { Description = $"How many of them are infected at the start (default: {UsualInfected}, or all where there are fewer)" }.AtLeast(0, "these are people");
        Option<int> ticks = new Option<int>("--ticks") { Description = "Ticks after which it ends; 0: when nobody lives any more", DefaultValueFactory = _ => 0 }.Between(0, SimulationParameters.MaxTicks, "0 is no end");
        Option<int> tick = new Option<int>("--tick-ms") { Description = "Milliseconds of a tick; 0: as fast as the log takes the reports", DefaultValueFactory = _ => 1000 }.Between(0, 3_600_000, "people report once a tick");
        var seed = new Option<ulong>("--seed") { Description = "Seed of the run: the same one gives the same run", DefaultValueFactory = _ => 1UL };
        var name = new Option<string?>("--name") { Description = "Name of the simulation (default: 'crowd' and the time)" };
        Option<string> form = new Option<string>("--form") { Description = "How reports are written: json, a record for each person; compact, a record for each 1,024 people, about a hundredth of the bytes (default: json up to 2,000 people)" }.OneOf("json", "compact");
        var topic = new Option<string?>("--topic") { Description = "Topic of the reports (default: contacts, or the setting)" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { people, infected, ticks, tick, seed, name, form, topic, bootstrap, json }) command.Options.Add(option);
        ParameterOptions parameterOptions = ParameterOptions.AddTo(command, interventions: true);
        command.SetAction(async (parsed, cancel) =>
        {
            ContactsOptions contacts = ContactsSettings.Load(o => o with
            {
                BootstrapServers = parsed.GetValue(bootstrap)!,
                Topic = parsed.GetValue(topic) ?? o.Topic,
                Parameters = parameterOptions.Read(parsed, o.Parameters),
                CrowdPeople = 0,
            });
            int count = parsed.GetValue(people), sick = parsed.GetValue(infected) ?? Math.Min(UsualInfected, count);
            if (sick > count) throw new UsageException(FormattableString.Invariant($"{infected.Name} {sick} is not from 0 to {count}: no more than there are people"));
            SimulationParameters parameters = CrowdField.For(contacts.Parameters, count, parameterOptions.HasField(parsed));
            if (CrowdField.Warning(parameters, count) is { } crowded) AnsiConsole.MarkupLineInterpolated($"[yellow]{crowded}[/]");
            var run = new Run
            {
                Name = PersonCommand.NameOf(name.Name, parsed.GetValue(name)) ?? string.Create(CultureInfo.InvariantCulture, $"crowd {DateTime.Now:yyyy-MM-dd HH:mm:ss}"),
                Kind = RunKind.Crowd,
                TickMs = parsed.GetValue(tick),
                Ticks = parsed.GetValue(ticks),
                Plan = new RunPlan { People = count, Infected = sick, Seed = parsed.GetValue(seed), Parameters = parameters },
            };
            await Reach.EnsureAsync(contacts.BootstrapServers, cancel).ConfigureAwait(false);
            await using var writer = new ReportWriter(contacts, NullLogger<ReportWriter>.Instance);
            await using var notice = new RunNotice(contacts, run with { TickMs = Math.Max(10, run.TickMs) }, cancel);
            await notice.BeginAsync(cancel).ConfigureAwait(false);
            if (!parsed.GetValue(json)) AnsiConsole.MarkupLineInterpolated($"[bold]{run.Name}[/]: {Counted.Of(count, "person", "people")}, {sick:N0} infected, seed {run.Plan.Seed}; stop with Ctrl+C.");
            var runner = new CrowdRunner(run, parsed.GetValue(form) is { } wanted ? Enum.Parse<ReportForm>(wanted, ignoreCase: true) : contacts.FormOf(run.Plan), writer);
            long began = Stopwatch.GetTimestamp();
            using (TrafficCommand.ShowProgress(parsed.GetValue(json), () => Progress(runner))) await runner.RunAsync(notice.Ended).ConfigureAwait(false);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
            await notice.EndAsync(cancel.IsCancellationRequested ? RunState.Stopped : RunState.Ended).ConfigureAwait(false);
            Tell(run, runner, writer, elapsed, parsed.GetValue(json));
            return writer.Failed == 0 ? ExitCodes.Stopped : ExitCodes.Failed;
        });
        return command;
    }

    private static string Progress(CrowdRunner runner)
    {
        HealthCounts counts = runner.Counts;
        return $"tick {counts.Tick:N0}: {counts.Susceptible:N0} susceptible, {counts.Exposed + counts.Infected:N0} infected, {counts.Immune:N0} immune, {counts.Dead:N0} dead; {Counted.Of(runner.Reports, "report")}";
    }

    private static void Tell(Run run, CrowdRunner runner, ReportWriter writer, TimeSpan elapsed, bool json)
    {
        HealthCounts counts = runner.Counts;
        double perSecond = (writer.Failed == 0 ? runner.Reports : 0) / Math.Max(0.001, elapsed.TotalSeconds);
        if (json)
        {
            Tables.Json(new
            {
                run.Name,
                Ticks = counts.Tick,
                People = counts.All,
                counts.Susceptible,
                counts.Exposed,
                counts.Infected,
                counts.Immune,
                counts.Dead,
                counts.DeadInfected,
                runner.Contacts,
                runner.Infections,
                runner.Reports,
                runner.Records,
                writer.Stored,
                writer.Failed,
                writer.Bytes,
                Seconds = elapsed.TotalSeconds,
                ReportsPerSecond = perSecond,
            });
            return;
        }
        if (!Console.IsErrorRedirected) Console.Error.WriteLine();
        Tables.Write(
            ["what", "figure"],
            [
                ["ticks", $"{counts.Tick:N0} in {elapsed.TotalSeconds:N1} s"],
                ["people", $"{counts.All:N0}"],
                ["susceptible", $"{counts.Susceptible:N0}"],
                ["exposed", $"{counts.Exposed:N0}"],
                ["infected", $"{counts.Infected:N0}"],
                ["immune", $"{counts.Immune:N0}"],
                ["dead", $"{counts.Dead:N0}, {counts.DeadInfected:N0} of them infected"],
                ["contacts", $"{runner.Contacts:N0}"],
                ["infections", $"{runner.Infections:N0}"],
                ["reports", $"{runner.Reports:N0} in {Counted.Of(runner.Records, "record")}{(writer.Failed > 0 ? $", {writer.Failed:N0} of which were not stored" : "")}"],
                ["reports a second", $"{perSecond:N0}"],
                ["bytes", $"{writer.Bytes:N0}, {(double)writer.Bytes / Math.Max(1, runner.Reports):N1} a report"],
            ],
            "nothing");
    }
}
