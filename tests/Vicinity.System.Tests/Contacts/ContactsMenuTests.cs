using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>The menu of <c>vicinity contacts</c>, with people as processes.</summary>
public sealed class ContactsMenuTests
{
    [Fact(Timeout = 300_000)]
    public async Task Ten_people_of_the_menu_are_shown_an_infection_spreads_deaths_are_told_and_the_past_can_be_seen()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        string http = $"127.0.0.1:{FreePort.Next()}", log = $"127.0.0.1:{FreePort.Next()}";
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[
            Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), "contacts", "--http", http, "--listen", log, "--data", data.Path, "--port", $"{FreePort.Next()}", "--simulation", "ten", "--tick-ms", "250"])
            start.ArgumentList.Add(argument);
        using Process menu = Process.Start(start)!;
        var output = new StringBuilder();
        menu.OutputDataReceived += (_, line) => Keep(line.Data);
        menu.ErrorDataReceived += (_, line) => Keep(line.Data);
        menu.BeginOutputReadLine();
        menu.BeginErrorReadLine();
        string Said()
        {
            lock (output) return output.ToString();
        }
        try
        {
            // The six parameters: a small field, 60 ticks of life, the other defaults.
            foreach (string answer in (string[])["6", "6", "", "60", "", "5"]) await menu.StandardInput.WriteLineAsync(answer);
            foreach (string answer in (string[])["3", "5", "1"]) await menu.StandardInput.WriteLineAsync(answer);
            await menu.StandardInput.FlushAsync(cancel);
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            string api = $"http://{http}/api/contacts";
            Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> wanted, string what) => ContactsPatience.UntilAsync(client, $"{api}/{path}", wanted, what, Said, cancel);
            await UntilAsync("simulations", json => json.AsArray().Any(s => (string)s!["name"]! == "ten"), "the simulation");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data.Path, "operator.key"), cancel)).Trim());
            await UntilAsync("people?simulation=ten", json => json.AsArray().Count == 6, "six people");

            // People come while others live.
            foreach (string answer in (string[])["1", "2", "3", "2", "0"]) await menu.StandardInput.WriteLineAsync(answer);
            await menu.StandardInput.FlushAsync(cancel);
            await UntilAsync("people?simulation=ten", json => json.AsArray().Count == 10, "ten people");
            await UntilAsync("statistics?simulation=ten", json => (int)json["infections"]! > 2, "an infection that spreads");
            JsonNode dead = await UntilAsync("people?simulation=ten", json => json.AsArray().Count(p => (string)p!["health"]! == "dead") == 10, "the deaths of all");
            JsonNode simulations = await UntilAsync("simulations", json => (int)json.AsArray().Single(s => (string)s!["name"]! == "ten")!["counts"]!["dead"]! == 10, "ten deaths in the four numbers");
            JsonNode ten = simulations.AsArray().Single(s => (string)s!["name"]! == "ten")!;
            ((int)ten["field"]!["width"]!, (int)ten["field"]!["height"]!).ShouldBe((6, 6), "the page has the parameters that were answered");

            // The time bar goes back: in the middle of it people live, who are all dead now.
            long from = (long)ten["from"]!, to = (long)ten["to"]!;
            await UntilAsync($"people?simulation=ten&at={from + ((to - from) / 3)}", json => json.AsArray().Any(p => (string)p!["health"]! != "dead"), "living people of the past");

            await menu.StandardInput.WriteLineAsync("0");
            await menu.StandardInput.FlushAsync(cancel);
            await menu.WaitForExitAsync(cancel).WaitAsync(ContactsPatience.Whole, cancel);
            menu.ExitCode.ShouldBe(0, Said());
            Said().ShouldContain("Added 5 safe and 1 infected");
            Said().ShouldContain("Added 2 safe and 0 infected");
            Said().ShouldContain("10 people have come and gone");
        }
        finally
        {
            if (!menu.HasExited) menu.Kill();
        }

        void Keep(string? line)
        {
            if (line is null) return;
            lock (output) output.AppendLine(line);
        }
    }
}
