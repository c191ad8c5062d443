using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Vicinity.Feeds;
using Vicinity.Model;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather sensor</c>: a sensor, or several, in a process.</summary>
internal static class SensorCommand
{
    // Whoever ends it waits for so long, at most.
    private const int DrainMs = 5_000;

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "sensor",
            "Run a sensor: it measures every second, numbers its readings, keeps them while nobody takes them, and sends them in order.",
            "vicinity weather sensor --kind air --place harbour",
            "vicinity weather sensor --kind pollution --id roof-1 --period-ms 200",
            "vicinity weather sensor --sensors 100 --period-ms 5000",
            "vicinity weather sensor --replay office.csv --speed 60",
            "vicinity weather sensor --transport grpc --balancer 127.0.0.1:3311,127.0.0.1:3321");
        Option<string> kind = new Option<string>("--kind") { Description = "What it measures: air (temperature and humidity), pollution (CO2), or wind (direction and speed)", DefaultValueFactory = _ => "air" }.OneOf("air", "pollution", "wind");
        var id = new Option<string?>("--id") { Description = "Name of the sensor; with --sensors what their names begin with (default: the kind and this process)" };
        var place = new Option<string?>("--place") { Description = "Where it stands, by name" };
        Option<int> period = new Option<int>("--period-ms") { Description = "Milliseconds between two readings", DefaultValueFactory = _ => 1_000 }.Between(1, 3_600_000, "the time between two readings");
        Option<long?> readings = new Option<long?>("--readings") { Description = "Readings of each sensor after which it ends (default: none)" }.Between(1, 1_000_000_000, "it is a number of readings");
        Option<int> sensors = new Option<int>("--sensors") { Description = "Run that many in this process, of all three kinds, in four places", DefaultValueFactory = _ => 1 }.Between(1, 10_000, "each sends a reading a period");
        Option<int> kept = new Option<int>("--keep") { Description = "Most readings that a sensor keeps while nobody takes them; then the oldest are dropped, and counted", DefaultValueFactory = _ => 100_000 }.Between(1, 10_000_000, "readings are held in memory");
        var seed = new Option<long?>("--seed") { Description = "Seed of what is measured (default: a random one)" };
        var replay = new Option<string?>("--replay") { Description = "CSV file with readings, also gzipped, which are sent again at another time: time, sensor, temperature, humidity, CO2, wind direction and speed are found by the names of their columns" };
        Option<double> speed = new Option<double>("--speed") { Description = "With --replay: how many times as quickly time passes", DefaultValueFactory = _ => 1 };
        var begin = new Option<long?>("--begin") { Description = "With --replay: when the recording begins, in Unix milliseconds (default: now)" };
        Option<bool> json = CommonOptions.Json();
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { kind, id, place, period, readings, sensors, kept, seed, replay, speed, begin, json, withParent }) command.Options.Add(option);
        TransportOptions transport = TransportOptions.AddTo(command, sends: true);
        command.SetAction(async (parsed, cancel) =>
        {
            string? own = parsed.GetValue(id);
            long seeded = parsed.GetValue(seed) ?? Random.Shared.NextInt64();
            string? kinds = parsed.GetResult(kind)?.Implicit == false ? parsed.GetValue(kind) : null;
            SourcedSensor[] all = parsed.GetValue(replay) is { } path
                ? Recorded(path, replay.Name, parsed.GetValue(readings), own, kinds, Speed(speed.Name, parsed.GetValue(speed)), parsed.GetValue(begin))
                : [.. Simulated(parsed.GetValue(sensors), parsed.GetValue(kind)!, own, parsed.GetValue(place) ?? "", seeded, parsed.GetValue(readings))];
            int count = all.Length;
            foreach (SourcedSensor sensor in all) Check(sensor);
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
                    var options = new SensorOptions { Sensor = all[i].Sensor, Place = all[i].Place, PeriodMs = parsed.GetValue(period), MostKept = parsed.GetValue(kept), DrainMs = DrainMs };
                    runners[i] = new SensorRunner(
                        options, all[i].Source, sinks[i % sinks.Count], logging.Factory.CreateLogger<SensorRunner>(), TimeProvider.System, new Prng((ulong)seeded + (ulong)i).NextDouble);
                }
                if (!parsed.GetValue(json)) AnsiConsole.MarkupLineInterpolated($"{Counted.Of(count, "sensor")} ({all[0].Sensor}{(count > 1 ? ", …" : "")}), {(parsed.GetValue(replay) is null ? $"a reading every {parsed.GetValue(period) / 1000.0:0.###} s" : "as recorded")}, to {transport.Says(parsed, receives: false)}; stop with Ctrl+C.");
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

    private static IEnumerable<SourcedSensor> Simulated(int count, string kind, string? id, string place, long seed, long? readings) =>
        from sensor in count == 1
            ? [new SimulatedSensor(id ?? $"{kind}-{Environment.ProcessId}", Enum.Parse<ReadingKind>(kind, ignoreCase: true), place, seed)]
            : SimulatedSensor.Several(count, seed, id ?? $"p{Environment.ProcessId}")
        select new SourcedSensor(sensor.Sensor, sensor.Place, new SimulatedSource(sensor.Kind, sensor.Seed, readings));

    private static SourcedSensor[] Recorded(string path, string option, long? most, string? prefix, string? kind, double speed, long? begin)
    {
        RecordedSensors recorded = OpenRecording(path, option, most);
        long beginning = begin ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        SourcedSensor[] all = [.. from sensor in recorded.All
                                  where kind is null || sensor.Kind.ToString().Equals(kind, StringComparison.OrdinalIgnoreCase)
                                  select new SourcedSensor(prefix + sensor.Sensor, sensor.Readings[0].Place, new RecordedSource(sensor.Readings, recorded.First, beginning, speed))];
        return all.Length > 0 ? all : throw new UsageException($"{option} '{Tables.Plain(path)}' has no readings of {kind}");
    }

    /// <summary>Reads a recording that an option names.</summary>
    /// <exception cref="UsageException">It cannot be read, or is none.</exception>
    internal static RecordedSensors OpenRecording(string path, string option, long? most)
    {
        try
        {
            using RecordedReadings recording = RecordedReadings.Open(path, Path.GetFileNameWithoutExtension(path).Split('.')[0]);
            return RecordedSensors.Read(recording, most is null ? null : (int)Math.Min(most.Value, RecordedSensors.MostReadings));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or TraceFormatException)
        {
            throw new UsageException($"{option} '{Tables.Plain(path)}' is not a recording that can be read: {unusable.Message}");
        }
    }

    /// <summary>Checks how many times as quickly time passes.</summary>
    internal static double Speed(string option, double speed) =>
        speed is >= 0.001 and <= 100_000 ? speed : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {speed} is not from 0.001 to 100000: it is how many times as quickly time passes"));

    private static void Check(SourcedSensor sensor)
    {
        if (ReadingBounds.Problem(new Reading(sensor.Sensor, 0, ReadingKind.Pollution, 0, 0, 0, sensor.Place), 0) is { } problem) throw new UsageException(problem);
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

    private readonly record struct SourcedSensor(string Sensor, string Place, ISensorSource Source);
}
