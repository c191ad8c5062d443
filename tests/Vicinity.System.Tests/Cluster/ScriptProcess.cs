using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>Python programs beside the tests, with Debian's Python, in a network namespace or none.</summary>
internal static class ScriptProcess
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Why these programs cannot run here, or null.</summary>
    public static string? WhyNot()
    {
        const string Hint = "needs librdkafka's Python client (Debian: apt-get install python3-confluent-kafka)";
        if (!File.Exists(Python)) return Hint;
        using Process check = Process.Start(new ProcessStartInfo(Python, ["-c", "import confluent_kafka"]) { RedirectStandardError = true })!;
        check.WaitForExit();
        return check.ExitCode == 0 ? null : Hint;
    }

    public static Process Start(string? networkNamespace, string script, params string[] arguments)
    {
        string[] command = [Python, Path.Combine(AppContext.BaseDirectory, script), .. arguments];
        if (networkNamespace is not null) command = ["ip", "netns", "exec", networkNamespace, .. command];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Values of a partition in the order of their offsets, which must be dense from 0.</summary>
    public static async Task<List<string>> ReadPartitionAsync(string? networkNamespace, string bootstrap, string topic, int partition, CancellationToken cancel)
    {
        using Process reader = Start(networkNamespace, "Cluster/numbered_reader.py", bootstrap, topic, partition.ToString());
        Task<string> errors = reader.StandardError.ReadToEndAsync(cancel);
        string output = await reader.StandardOutput.ReadToEndAsync(cancel);
        await reader.WaitForExitAsync(cancel);
        reader.ExitCode.ShouldBe(0, output + await errors);
        var values = new List<string>();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', 2);
            if (parts[0] == "end") break;
            long.Parse(parts[0]).ShouldBe(values.Count, "offsets are dense from 0");
            values.Add(parts[1]);
        }

        return values;
    }
}
