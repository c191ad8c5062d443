using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>
/// The contacts' page as a person meets it: the whole program as a process with its crowd, the page in headless Chromium, by mouse and by keyboard
/// alone. The browser's side is web/browser/contacts.mjs; it asks for the server to be killed and started again, and this test does so.
/// </summary>
public sealed class ContactsPageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 600_000)]
    public async Task People_are_shown_traced_added_branched_and_compared_and_the_page_heals_when_the_server_comes_back()
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        using var others = new TemporaryFolder();
        string http = $"127.0.0.1:{FreePort.Next()}", visitors = $"127.0.0.1:{FreePort.Next()}";
        using VicinityProcess closed = VicinityProcess.Start(
            new Dictionary<string, string> { ["VICINITY__GATEWAY__LOOPBACKOPERATOR"] = "false" },
            "up", "--apps", "contacts", "--http", visitors, "--listen", "127.0.0.1:0", "--data", others.Path);
        VicinityProcess server = await StartAsync(http, data.Path, cancel);
        try
        {
            await closed.WaitForOutputAsync("Vicinity runs", s_patience, cancel);
            using Process script = BrowserScript.Start("contacts.mjs", "--url", $"http://{http}", "--visitor", $"http://{visitors}");
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
                "ok people move on the field, as symbols or as pictures, with the four numbers",
                "ok a click on a person shows its contacts and its trace",
                "ok people are found, traced and followed by the keyboard alone, and the tree of the run is walked",
                "ok a link to a person opens the panel on a narrow screen, too",
                "ok the curves are read, and a moment is chosen, by the keyboard",
                "ok a click on the curves shows that moment, and it stands still",
                "ok a new simulation begins with the values of the form, and wrong ones are told",
                "ok people are added by a click on the field, and by a place that is typed",
                "ok a run is branched, and two runs lie over each other",
                "ok what the server can know, and what privacy costs, is told",
                "ok a run is saved, stopped and, when that is confirmed, deleted",
                "ok the page keeps the last known state with its age, and heals by itself",
                "ok who is not the operator is told so, and sees nobody",
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
        VicinityProcess server = VicinityProcess.Start("up", "--apps", "contacts", "--http", http, "--listen", "127.0.0.1:0", "--data", data);
        await server.WaitForOutputAsync("Vicinity runs", s_patience, cancel);
        return server;
    }
}
