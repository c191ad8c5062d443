using System.Diagnostics;
using System.Globalization;

namespace Vicinity.Weather.Mqtt.Tests;

/// <summary>Runs mosquitto_pub, a foreign client.</summary>
public static class Mosquitto
{
    private const string Program = "/usr/bin/mosquitto_pub";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Publishes and waits for the end, which is after the acknowledgement; skips the test where the client is not installed.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> PublishAsync(TestMqtt mqtt, string topic, string payload, int qos = 1, string[]? more = null, bool isLines = false)
    {
        Assert.SkipUnless(File.Exists(Program), "needs mosquitto_pub (Debian: mosquitto-clients)");
        string[] arguments = ["-h", "127.0.0.1", "-p", mqtt.Server.Port.ToString(CultureInfo.InvariantCulture), "-t", topic, "-q", qos.ToString(CultureInfo.InvariantCulture), .. isLines ? new[] { "-l" } : ["-m", payload], .. more ?? []];
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            if (isLines) await process.StandardInput.WriteAsync(payload);
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(s_patience);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
