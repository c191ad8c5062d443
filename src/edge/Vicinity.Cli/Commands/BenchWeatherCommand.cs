using System.CommandLine;
using Spectre.Console;

namespace Vicinity.Cli;

/// <summary><c>vicinity bench weather</c>: measures how fast readings of the log become windows, beside Kafka Streams where it is there.</summary>
internal static class BenchWeatherCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "weather",
            "Fill the log of a node that it starts with readings of pollution, and measure how fast one server puts them into windows of 10 s for each sensor, each reading exactly once.",
            "vicinity bench weather",
            "vicinity bench weather --readings 200000 --json",
            "vicinity bench weather --transports --plots docs/images");
        var readings = new Option<int>("--readings") { Description = "Readings of a run", DefaultValueFactory = _ => 4_000_000 }.Between(10_000, 50_000_000, "each takes up to 80 bytes on disk, and fewer measure nothing");
        var sensors = new Option<int>("--sensors") { Description = "Sensors that measure in turn", DefaultValueFactory = _ => 1_000 }.Between(1, 100_000, "a server knows no more");
        var runs = new Option<int>("--runs") { Description = "Runs, of which the median is told", DefaultValueFactory = _ => 3 }.Between(1, 100, "each takes some seconds");
        var peer = new Option<string?>("--peer-kafka") { Description = "Folder with the program 'kafka' (start DIR --port N, stop DIR) and jars in lib, those of Kafka Streams among them: measured in the same run" };
        var source = new Option<string?>("--peer-source") { Description = "Java program that does the same with Kafka Streams; called with ADDRESS READINGS SENSORS and fill, atleast or atleast-mem, it prints JSON with readings_s" };
        var transports = new Option<bool>("--transports") { Description = "Compare log, gRPC and RabbitMQ instead, with all components as processes: throughput, latency, and what the crash of each component costs" };
        var plots = new Option<string?>("--plots") { Description = "With --transports: folder for plots (SVG)" };
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { readings, sensors, runs, peer, source, transports, plots, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(plots) is not null && !parsed.GetValue(transports)) throw new UsageException($"{plots.Name} goes with {transports.Name}: the plots compare the transports");
            if (parsed.GetValue(transports)) return await CompareAsync(parsed.GetValue(plots), parsed.GetValue(json), cancel).ConfigureAwait(false);
            (string? tools, string? program) = (parsed.GetValue(peer), parsed.GetValue(source));
            if (tools is not null && !Directory.Exists(tools)) throw new UsageException($"{peer.Name} '{tools}' is no folder: it is to hold Apache Kafka, or leave it out");
            if (program is not null && !File.Exists(program)) throw new UsageException($"{source.Name} '{program}' is no file: it is to be a Java program, or leave it out");
            if (tools is null != program is null) throw new UsageException($"{peer.Name} and {source.Name} go together: the one names Apache Kafka, the other what runs on it");
            var load = new WeatherLoad
            {
                Readings = parsed.GetValue(readings),
                Sensors = parsed.GetValue(sensors),
                Runs = parsed.GetValue(runs),
                Progress = parsed.GetValue(json) || Console.IsErrorRedirected ? null : text => Console.Error.WriteLine(text),
            };
            IReadOnlyList<WeatherFigures.FormFigure> forms = await load.MeasureAsync(cancel).ConfigureAwait(false);
            (IReadOnlyList<double> streams, string? missing) = tools is null ? ([], $"{peer.Name} names no Apache Kafka") : new StreamsPeer(tools, program!).Measure(load.Readings, load.Sensors, load.Runs);
            var figures = new WeatherFigures(forms, streams, missing);
            if (parsed.GetValue(json)) Tables.Json(figures);
            else Show(figures);
            return figures.Forms.All(f => f.AllCounted) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<int> CompareAsync(string? plots, bool json, CancellationToken cancel)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-weather-bench-");
        List<TransportFigures> figures = [];
        foreach (string transport in (string[])[TransportOptions.Log, TransportOptions.Grpc, TransportOptions.RabbitMq])
        {
            var trials = new TransportTrials(transport, folder.CreateSubdirectory(transport).FullName, json ? _ => { } : text => Console.Error.WriteLine(text));
            figures.Add(await trials.MeasureAsync(cancel).ConfigureAwait(false));
        }
        folder.Delete(recursive: true);
        IReadOnlyList<string> files = plots is null ? [] : TransportPlots.Write(figures, plots);
        if (json)
        {
            Tables.Json(figures);
            return ExitCodes.Done;
        }
        Tables.Write(
            ["Transport", "Readings/s", "Reading acknowledged, ms: p50", "p99", "Window at a terminal, ms: p50", "p99"],
            figures.Select(f => new object?[] { f.Transport, $"{f.PerSecond:N0}", $"{f.Acknowledged.P50 / 1000:N2}", $"{f.Acknowledged.P99 / 1000:N2}", $"{f.AtTerminal.P50 / 1000:N0}", $"{f.AtTerminal.P99 / 1000:N0}" }),
            "nothing measured");
        Tables.Write(
            ["Transport", "Killed for 3 s", "Longest wait of a reading, ms", "Longest time between windows, ms", "Calls made again"],
            figures.SelectMany(f => f.Crashes.Select(c => new object?[] { f.Transport, c.Component, $"{c.ReadingMs:N0}", $"{c.WindowMs:N0}", $"{c.Failed:N0}" })),
            "nothing killed");
        foreach (string file in files) AnsiConsole.MarkupLineInterpolated($"[grey]{file}[/]");
        return ExitCodes.Done;
    }

    private static void Show(WeatherFigures figures)
    {
        Tables.Write(
            ["Records", "Readings", "Sensors", "Bytes a reading", "Readings/s", "Processor time, µs a reading", "Steps", "Parts of windows", "Each counted once"],
            figures.Forms.Select(f => new object?[] { f.Form, $"{f.Readings:N0}", $"{f.Sensors:N0}", $"{f.BytesEach:N1}", $"{f.PerSecond:N0}", $"{f.ProcessorSecondsEach:N2}", $"{f.Steps:N0}", $"{f.Parts:N0}", f.AllCounted ? "yes" : "no" }),
            "nothing measured");
        if (figures.StreamsMissing is { } missing) AnsiConsole.MarkupLineInterpolated($"[grey]Kafka Streams: not measured; {missing}[/]");
        else AnsiConsole.MarkupLineInterpolated($"Kafka Streams, at least once, readings/s: {string.Join(", ", figures.Streams.Select(s => $"{s:N0}"))}");
    }
}
