using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Vicinity.Model;
using Vicinity.Weather;

namespace Vicinity.System.Tests;

/// <summary>All components of the weather application as processes, with one command: the same recording over each of the three transports.</summary>
public sealed class WeatherDemoTests
{
    private const int Minutes = 60;
    private const double Speed = 300;
    private const int WindowMs = 2_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(240);
    private static readonly string[] s_rooms = ["room-1", "room-2"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 300_000)]
    [InlineData("log")]
    [InlineData("grpc")]
    [InlineData("rabbitmq")]
    public async Task Every_transport_brings_all_terminals_the_windows_that_the_recording_has(string transport)
    {
        if (transport != "log") Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "needs Redis (Debian: redis-server)");
        if (transport == "rabbitmq") Assert.SkipUnless(File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server"), "needs RabbitMQ (Debian: rabbitmq-server)");
        using var folder = new TemporaryFolder();
        string recording = Path.Combine(folder.Path, "rooms.csv"), files = Path.Combine(folder.Path, "files");
        List<(string Room, int Minute, double Temperature, double Humidity, double Co2)> rows = Rows();
        await File.WriteAllLinesAsync(recording, rows.Select(r => FormattableString.Invariant($"{r.Minute * 60},{r.Room},{r.Temperature},{r.Humidity},{r.Co2}")).Prepend("time,sensor_id,temperature_c,humidity_pct,co2_ppm"), Cancel);

        using VicinityProcess demo = VicinityProcess.Start(
            "weather", "demo", "--transport", transport, "--replay", recording, "--speed", Speed.ToString(CultureInfo.InvariantCulture), "--window-ms", "2000", "--folder", files, "--json");
        await demo.WaitForExitAsync(s_patience, Cancel);

        demo.ExitCode.ShouldBe(0, demo.Output);
        JsonNode summary = JsonNode.Parse(demo.Output[demo.Output.IndexOf('{', StringComparison.Ordinal)..])!;
        summary["stored"]!.GetValue<int>().ShouldBe(2 * rows.Count);
        Dictionary<(Quantity, WindowScope, string, long), Window> expected = DirectWindows.Of(Readings(rows, summary["begin"]!.GetValue<long>()), WindowMs);
        foreach (string file in (string[])["terminal-1.jsonl", "terminal-2.jsonl"])
        {
            List<Window> windows = [];
            foreach (byte[] line in (await File.ReadAllLinesAsync(Path.Combine(files, file), Cancel)).Select(global::System.Text.Encoding.UTF8.GetBytes))
            {
                WindowJson.TryRead(line, out Window? window, out string? reason).ShouldBeTrue(reason);
                windows.Add(window!);
            }
            windows.GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Start, w.Revision)).Where(g => g.Count() > 1).ShouldBeEmpty("a window came twice");
            DirectWindows.ShouldBe(windows, expected, $"{transport}, {file}");
        }
        Process.GetProcesses().Where(p => CommandLine(p).Contains(files, StringComparison.Ordinal)).ShouldBeEmpty("all processes end with the demo");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_demo_that_is_killed_leaves_no_process_behind()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "needs Redis (Debian: redis-server)");
        using var folder = new TemporaryFolder();
        string files = Path.Combine(folder.Path, "files");
        using VicinityProcess demo = VicinityProcess.Start("weather", "demo", "--transport", "grpc", "--window-ms", "1000", "--folder", files);
        await demo.WaitForOutputAsync("CO2: mean", s_patience, Cancel);
        Process.GetProcesses().Count(p => CommandLine(p).Contains(files, StringComparison.Ordinal)).ShouldBeGreaterThan(1);

        demo.Kill();

        long began = Stopwatch.GetTimestamp();
        while (Process.GetProcesses().Any(p => CommandLine(p).Contains(files, StringComparison.Ordinal)))
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(60), "processes of the demo go on");
            await Task.Delay(200, Cancel);
        }
    }

    /// <summary>A row a minute of each room, with two decimals as recordings have them.</summary>
    private static List<(string Room, int Minute, double Temperature, double Humidity, double Co2)> Rows()
    {
        var prng = new Prng(7);
        double Value(double least, double most) => Math.Round(least + (prng.NextDouble() * (most - least)), 2);
        return [.. from minute in Enumerable.Range(0, Minutes) from room in s_rooms select (room, minute, Value(-10, 45), Value(20, 70), Value(300, 500))];
    }

    private static IEnumerable<Reading> Readings(List<(string Room, int Minute, double Temperature, double Humidity, double Co2)> rows, long begin)
    {
        long number = 0;
        foreach (var row in rows)
        {
            long time = begin + (long)(row.Minute * 60_000 / Speed);
            yield return new Reading($"{row.Room}-air", number++, ReadingKind.Air, time, row.Temperature, row.Humidity, row.Room);
            yield return new Reading($"{row.Room}-pollution", number++, ReadingKind.Pollution, time, row.Co2, 0, row.Room);
        }
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
