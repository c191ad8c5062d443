using System.CommandLine;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Vicinity.Model;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather sensor</c>: a sensor, or several, in a process.</summary>
internal static class SensorCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "sensor",
            "Run a sensor: it measures every second, numbers its readings, keeps them while nobody takes them, and sends them in order.",
            "vicinity weather sensor --kind air --place harbour",
            "vicinity weather sensor --kind pollution --id roof-1 --period-ms 200",
            "vicinity weather sensor --sensors 100 --period-ms 5000",
            "vicinity weather sensor --transport grpc --balancer 127.0.0.1:3311,127.0.0.1:3321");
        Option<string> kind = new Option<string>("--kind") { Description = "What it measures: air (temperature and humidity), pollution (CO2), or wind (direction and speed)", DefaultValueFactory = _ => "air" }.OneOf("air", "pollution", "wind");
        var id = new Option<string?>("--id") { Description = "Name of the sensor; with --sensors what their names begin with (default: the kind and this process)" };
        var place = new Option<string?>("--place") { Description = "Where it stands, by name" };
        Option<int> period = new Option<int>("--period-ms") { Description = "Milliseconds between two readings", DefaultValueFactory = _ => 1_000 }.Between(1, 3_600_000, "the time between two readings");
        Option<long?> readings = new Option<long?>("--readings") { Description = "Readings of each sensor after which it ends (default: none)" }.Between(1, 1_000_000_000, "it is a number of readings");
        Option<int> sensors = new Option<int>("--sensors") { Description = "Run that many in this process, of all three kinds, in four places", DefaultValueFactory = _ => 1 }.Between(1, 10_000, "each sends a reading a period");
        Option<int> kept = new Option<int>("--keep") { Description = "Most readings that a sensor keeps while nobody takes them; then the oldest are dropped, and counted", DefaultValueFactory = _ => 100_000 }.Between(1, 10_000_000, "readings are held in memory");
        var seed = new Option<long?>("--seed") { Description = "Seed of what is measured (default: a random one)" };
        Option<bool> json = CommonOptions.Json();
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { kind, id, place, period, readings, sensors, kept, seed, json, withParent }) command.Options.Add(option);
        TransportOptions transport = TransportOptions.AddTo(command, sends: true);
        command.SetAction(async (parsed, cancel) =>
        {
            int count = parsed.GetValue(sensors);
            long seeded = parsed.GetValue(seed) ?? Random.Shared.NextInt64();
            SimulatedSensor[] all = count == 1 ? [One(parsed, kind, id, place, seeded)] : [.. SimulatedSensor.Several(count, seeded, parsed.GetValue(id) ?? $"p{Environment.ProcessId}")];
            foreach (SimulatedSensor sensor in all) Check(sensor);
            using NodeLogging logging = NodeLogging.Create(json: false);
            await transport.EnsureAsync(parsed, cancel).ConfigureAwait(false);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            CancellationToken leave = parent?.Gone ?? cancel;
            SensorRunner[] runners = new SensorRunner[all.Length];
            IReadOnlyList<IReadingSink> sinks = transport.OpenSinks(parsed, logging.Factory, all.Length);
            try
            {
                for (int i = 0; i < all.Length; i++)
                {
                    var options = new SensorOptions { Sensor = all[i].Sensor, Place = all[i].Place, PeriodMs = parsed.GetValue(period), MostKept = parsed.GetValue(kept) };
                    runners[i] = new SensorRunner(
                        options, new SimulatedSource(all[i].Kind, all[i].Seed, parsed.GetValue(readings)), sinks[i % sinks.Count], logging.Factory.CreateLogger<SensorRunner>(), TimeProvider.System, new Prng((ulong)all[i].Seed).NextDouble);
                }
                if (!parsed.GetValue(json)) AnsiConsole.MarkupLineInterpolated($"{Counted.Of(count, "sensor")} ({all[0].Sensor}{(count > 1 ? ", …" : "")}), a reading every {parsed.GetValue(period) / 1000.0:0.###} s, to {transport.Says(parsed, receives: false)}; stop with Ctrl+C.");
                using (TrafficCommand.ShowProgress(parsed.GetValue(json), () => Progress(runners))) await Task.WhenAll(runners.Select(r => r.RunAsync(leave))).ConfigureAwait(false);
            }
            finally
            {
                foreach (IReadingSink sink in sinks) await sink.DisposeAsync().ConfigureAwait(false);
            }
            return Tell(runners, parsed.GetValue(json));
        });
        return command;
    }

    private static SimulatedSensor One(ParseResult parsed, Option<string> kind, Option<string?> id, Option<string?> place, long seed)
    {
        string word = parsed.GetValue(kind)!;
        return new SimulatedSensor(parsed.GetValue(id) ?? $"{word}-{Environment.ProcessId}", Enum.Parse<ReadingKind>(word, ignoreCase: true), parsed.GetValue(place) ?? "", seed);
    }

    private static void Check(SimulatedSensor sensor)
    {
        if (ReadingBounds.Problem(new Reading(sensor.Sensor, 0, sensor.Kind, 0, 0, 0, sensor.Place), 0) is { } problem) throw new UsageException(problem);
    }

    private static SensorStatus Sum(SensorRunner[] runners)
    {
        SensorStatus[] all = [.. runners.Select(r => r.Status)];
        return new SensorStatus(all.Sum(s => s.Taken), all.Sum(s => s.Stored), all.Sum(s => s.Refused), all.Sum(s => s.Waiting), all.Sum(s => s.Dropped), all.Select(s => s.Problem).FirstOrDefault(p => p is not null));
    }

    private static string Progress(SensorRunner[] runners)
    {
        SensorStatus sum = Sum(runners);
        string problem = sum.Problem is { } reason ? $"; {reason}" : "";
        return $"{Counted.Of(sum.Taken, "reading")}, {sum.Stored:N0} stored, {sum.Waiting:N0} wait{(sum.Dropped > 0 ? $", {sum.Dropped:N0} dropped" : "")}{problem}";
    }

    private static int Tell(SensorRunner[] runners, bool json)
    {
        SensorStatus sum = Sum(runners);
        if (json) Tables.Json(sum);
        else Console.Out.WriteLine($"{Counted.Of(sum.Taken, "reading")}: {sum.Stored:N0} stored, {sum.Refused:N0} refused, {sum.Dropped:N0} dropped, {sum.Waiting:N0} not sent");
        return sum is { Refused: 0, Dropped: 0, Waiting: 0 } ? ExitCodes.Stopped : ExitCodes.Failed;
    }
}
