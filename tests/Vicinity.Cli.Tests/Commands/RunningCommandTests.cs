using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Vicinity.Cli.Tests;

/// <summary><c>vicinity node</c> and <c>vicinity up</c> as processes, looked at from outside.</summary>
public sealed partial class RunningCommandTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("vicinity-run-");
    private readonly List<Process> _started = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    [GeneratedRegex(@"http://\S+:\d+")]
    private static partial Regex Address();

    [Fact(Timeout = 60_000)]
    public async Task A_node_shows_its_state_as_metrics()
    {
        Process node = Start(["node", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", _data.FullName]);
        string address = await AddressAsync(node);
        string metrics = await _http.GetStringAsync(address + "/metrics", TestContext.Current.CancellationToken);
        foreach (string name in (string[])["vicinity_topics ", "vicinity_partitions ", "vicinity_partitions_out_of_service 0", "vicinity_connections 0", "vicinity_log_size_bytes ", "vicinity_disk_free_bytes "])
            metrics.ShouldContain("\n" + name);
        await ReadyAsync(address, HttpStatusCode.OK);
        (await _http.GetAsync(address + "/", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await StopAsync(node);
    }

    [Fact(Timeout = 120_000)]
    public async Task Up_runs_the_demo_and_shows_it_and_stops_in_order()
    {
        Process up = Start(["up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", _data.FullName]);
        string address = await AddressAsync(up);
        while (Value(await _http.GetStringAsync(address + "/metrics", TestContext.Current.CancellationToken), "vicinity_traffic_vehicles") < 1)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        string metrics = await _http.GetStringAsync(address + "/metrics", TestContext.Current.CancellationToken);
        Value(metrics, "vicinity_produce_records_total").ShouldBeGreaterThan(0);
        Value(metrics, "vicinity_flush_duration_seconds_count").ShouldBeGreaterThan(0);
        (await _http.GetAsync(address + "/api/traffic/vehicles", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "who reads must take part");
        (await _http.GetAsync(address + "/openapi/v1.json", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await StopAsync(up);
    }

    [Fact(Timeout = 60_000)]
    public async Task Up_runs_the_applications_that_are_asked_for_and_no_other()
    {
        Process up = Start(["up", "--apps", "cluster", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", _data.FullName]);
        string address = await AddressAsync(up);
        (await _http.GetStringAsync(address + "/api/status", TestContext.Current.CancellationToken)).ShouldContain("\"applications\":[{\"name\":\"cluster\"");
        (await _http.GetAsync(address + "/api/traffic/summary", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.GetAsync(address + "/api/cluster", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await ReadyAsync(address, HttpStatusCode.OK);
        await StopAsync(up);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_does_not_reach_its_controller_is_not_ready()
    {
        Process controller = Start(["node", "--found", "--discovery", "off", "--listen", "127.0.0.1:0", "--data", Path.Combine(_data.FullName, "1")]);
        string kafka = await FoundAsync(controller, KafkaAddress());
        Process node = Start(["node", "--join", kafka, "--discovery", "off", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", Path.Combine(_data.FullName, "2")]);
        string address = await AddressAsync(node);
        await ReadyAsync(address, HttpStatusCode.OK);

        controller.Kill();

        await ReadyAsync(address, HttpStatusCode.ServiceUnavailable);
    }

    [Fact(Timeout = 120_000)]
    public async Task Up_goes_on_when_a_row_of_its_trace_cannot_be_placed_in_time()
    {
        // At a thousandth of the speed the pause of 64 days would end after 2100.
        string trace = Path.Combine(_data.FullName, "trace.csv");
        await File.WriteAllTextAsync(
            trace, "id,lat,lon,time\na,52.50,13.40,2026-01-01T00:00:00Z\na,52.51,13.40,2026-03-05T00:00:00Z\n", TestContext.Current.CancellationToken);
        Process up = Start(
            ["up", "--replay", trace, "--replay-speed", "0.001", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", Path.Combine(_data.FullName, "data")]);
        string address = await AddressAsync(up);
        while (Value(await _http.GetStringAsync(address + "/metrics", TestContext.Current.CancellationToken), "vicinity_traffic_rows_refused") < 1)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        (await _http.GetAsync(address + "/healthz", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        up.HasExited.ShouldBeFalse();
        await StopAsync(up);
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            // A test that failed must not leave its process behind.
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _http.Dispose();
        _data.Delete(recursive: true);
    }

    private Process Start(string[] arguments)
    {
        Process process = Program.Start(arguments);
        _started.Add(process);
        return process;
    }

    private static double Value(string metrics, string name) =>
        metrics.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal)) is { } line ? double.Parse(line[(name.Length + 1)..]) : 0;

    [GeneratedRegex(@"(?<=Kafka protocol on )[^\s,]+")]
    private static partial Regex KafkaAddress();

    private async Task ReadyAsync(string address, HttpStatusCode expected)
    {
        while ((await _http.GetAsync(address + "/readyz", TestContext.Current.CancellationToken)).StatusCode != expected)
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    private static Task<string> AddressAsync(Process process) => FoundAsync(process, Address());

    private static async Task<string> FoundAsync(Process process, Regex wanted)
    {
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is string line)
            if (wanted.Match(line) is { Success: true } found) return found.Value;
        throw new InvalidOperationException("the process ended without an address");
    }

    private static async Task StopAsync(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        using Process kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
    }
}
