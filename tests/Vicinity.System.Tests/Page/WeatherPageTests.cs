using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>
/// The weather's page as a person meets it: the whole program as a process with its simulated sensors, the page in headless Chromium, by mouse and by keyboard alone. The browser's side is
/// web/browser/weather.mjs; it asks for the server to be killed and started again, and this test does so.
/// </summary>
public sealed class WeatherPageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 600_000)]
    public async Task Coefficients_sensors_windows_servers_and_transports_are_shown_and_the_page_heals_when_the_server_comes_back()
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        string http = $"127.0.0.1:{FreePort.Next()}";
        VicinityProcess server = await StartAsync(http, data.Path, cancel);
        try
        {
            using Process script = BrowserScript.Start("weather.mjs", "--url", $"http://{http}");
            var seen = new List<string>();
            Task<string> errors = script.StandardError.ReadToEndAsync(cancel);
            while (await script.StandardOutput.ReadLineAsync(cancel) is string line)
            {
                seen.Add(line);
                switch (line)
                {
                    case "please kill the server":
                        server.Kill();
                        break;
                    case "please start the server":
                        server.Dispose();
                        server = await StartAsync(http, data.Path, cancel);
                        break;
                    default:
                        continue;
                }

                await script.StandardInput.WriteLineAsync("done");
                await script.StandardInput.FlushAsync(cancel);
            }

            await script.WaitForExitAsync(cancel);
            script.ExitCode.ShouldBe(0, $"{string.Join(Environment.NewLine, seen)}{Environment.NewLine}{await errors}{Environment.NewLine}{server.Output}");
            seen.Where(l => l.StartsWith("ok ", StringComparison.Ordinal)).ShouldBe([
                "ok both coefficients are those of the windows, and go on by themselves",
                "ok sensors stand by place, with values and health",
                "ok the curves of a sensor and of a place are chosen, and Escape shows all again",
                "ok open windows say when they close, and what became of the readings is told",
                "ok servers, transports with their guarantees, and alarms are shown",
                "ok axe finds nothing serious in any panel",
                "ok a curve is read by the keyboard, and its moment is shown",
                "ok the panel opens and closes by a key",
                "ok the page keeps the last known state with its age, and heals by itself",
                "ok without errors",
            ]);
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task<VicinityProcess> StartAsync(string http, string data, CancellationToken cancel)
    {
        // Short windows, so that the first ones are closed soon.
        VicinityProcess server = VicinityProcess.Start("up", "--apps", "weather", "--weather-window", "2000", "--http", http, "--listen", "127.0.0.1:0", "--data", data);
        await server.WaitForOutputAsync("Vicinity runs", s_patience, cancel);
        return server;
    }
}
