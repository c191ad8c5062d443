using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>
/// The traffic page as a person meets it: the whole program as a process, the page in headless Chromium. The browser's side is
/// web/browser/traffic.mjs; it asks for the server to be killed and started again, and this test does so.
/// </summary>
public sealed class TrafficPageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 300_000)]
    public async Task Vehicles_move_the_time_bar_works_and_the_page_heals_when_the_server_comes_back()
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        string http = $"127.0.0.1:{FreePort.Next()}";
        string kafka = $"127.0.0.1:{FreePort.Next()}";
        VicinityProcess server = await StartAsync(http, kafka, data.Path, cancel);
        try
        {
            using Process script = BrowserScript.Start("traffic.mjs", "--url", $"http://{http}");
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
                        server = await StartAsync(http, kafka, data.Path, cancel);
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
                "ok the map shows vehicles",
                "ok vehicles move",
                "ok the time bar shows an earlier moment",
                "ok the time bar comes back to live",
                "ok the page says that the server is away and keeps its picture",
                "ok the page heals by itself",
                "ok without errors",
            ]);
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task<VicinityProcess> StartAsync(string http, string kafka, string data, CancellationToken cancel)
    {
        VicinityProcess server = VicinityProcess.Start("up", "--http", http, "--listen", kafka, "--data", data);
        await server.WaitForOutputAsync("Vicinity runs", s_patience, cancel);
        return server;
    }
}
