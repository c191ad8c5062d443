using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Vicinity.Cli;

/// <summary>
/// Kafka Streams beside ours: a Java program that the caller names is run against an Apache Kafka that this starts. It is called with the address, the readings, the sensors and "fill", then with "atleast" or "atleast-mem",
/// and prints JSON with readings_s.
/// </summary>
/// <param name="tools">Folder with the program <c>kafka</c>, which starts and stops a cluster, and the jars in <c>lib</c>, those of Kafka Streams among them.</param>
/// <param name="source">The Java program.</param>
internal sealed class StreamsPeer(string tools, string source)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly string[] s_modes = ["atleast", "atleast-mem"];

    /// <summary>Measures; or says why not.</summary>
    public (IReadOnlyList<double> PerSecond, string? Missing) Measure(int readings, int sensors, int runs)
    {
        string jars = Path.Combine(tools, "lib");
        if (!Directory.Exists(jars) || !Directory.EnumerateFiles(jars, "kafka-streams-*.jar").Any()) return ([], $"{jars} has no kafka-streams-*.jar");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-streams-");
        string data = Path.Combine(folder.FullName, "kafka");
        try
        {
            int port = FreePort.Next();
            if (Run(Path.Combine(tools, "kafka"), ["start", data, "--port", Number(port)], out _) is { } trouble) return ([], $"Apache Kafka does not start: {trouble}");
            string[] call = ["-Xmx1g", $"-Djava.io.tmpdir={folder.FullName}", "-cp", Path.Combine(jars, "*"), source, $"127.0.0.1:{port}", Number(readings), Number(sensors)];
            if (Run("java", [.. call, "fill"], out _) is { } unfilled) return ([], $"the log of Kafka was not filled: {unfilled}");
            List<double> figures = [];
            foreach (string mode in Enumerable.Repeat(s_modes, runs).SelectMany(m => m))
            {
                if (Run("java", [.. call, mode], out string output) is { } failed) return (figures, $"Kafka Streams failed: {failed}");
                using JsonDocument figure = JsonDocument.Parse(output.Trim().Split('\n')[^1]);
                figures.Add(figure.RootElement.GetProperty("readings_s").GetDouble());
            }
            return (figures, null);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ([], $"the Java program prints no readings_s: {wrong.Message}");
        }
        finally
        {
            Run(Path.Combine(tools, "kafka"), ["stop", data], out _);
            folder.Delete(recursive: true);
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Run(string program, string[] arguments, out string output)
    {
        output = "";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(), answer = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                return $"it took longer than {s_patience.TotalSeconds:N0} s";
            }
            if (process.ExitCode != 0) return errors.Wait(s_patience) ? errors.Result.Trim().Split('\n')[^1] : $"exit code {process.ExitCode}";
            // What a program that goes on in the background holds open is not waited for.
            output = answer.Wait(TimeSpan.FromSeconds(2)) ? answer.Result : "";
            return null;
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
