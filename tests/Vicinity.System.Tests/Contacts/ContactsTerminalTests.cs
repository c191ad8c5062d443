using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Vicinity.System.Tests;

/// <summary>What the menu of <c>vicinity contacts</c> leaves behind when it ends in a terminal, as a person at a keyboard or an accident ends it; the terminal is a real one, of <c>script</c>.</summary>
public sealed class ContactsTerminalTests
{
    private const int People = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public enum End
    {
        CtrlC,
        CtrlCTwice,
        Terminate,
        Kill,
        CloseTerminal,
    }

    [Theory(Timeout = 300_000)]
    [InlineData(End.CtrlC)]
    [InlineData(End.CtrlCTwice)]
    [InlineData(End.Terminate)]
    [InlineData(End.Kill)]
    [InlineData(End.CloseTerminal)]
    public async Task However_the_menu_ends_its_people_leave_with_their_last_words_and_no_file_stays_for_ever(End end)
    {
        using var log = new NodeProcess();
        await log.StartAsync(Cancel);
        using var temporary = new TemporaryFolder();
        string name = $"terminal {end} {Guid.NewGuid():N}";
        int http = FreePort.Next();
        using Process terminal = Start(log.Address, name, temporary.Path, http);
        var output = new StringBuilder();
        Task reading = ReadAsync(terminal, output);
        try
        {
            await terminal.StandardInput.WriteAsync($"5\n5\n\n0\n\n\n3\n{People - 1}\n1\n");
            await terminal.StandardInput.FlushAsync(Cancel);
            await UntilAsync(() => ProcessesOf(name, person: true).Length == People && FilesIn(temporary).Length == 1, "three people", output);
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            await ContactsPatience.UntilAsync(
                client, $"http://127.0.0.1:{http}/api/contacts/simulations", json => json.AsArray().Any(s => (int)s!["counts"]!["all"]! == People), "the reports of all", output.ToString, Cancel);
            int menu = ProcessesOf(name, person: false).Single();
            string kept = FilesIn(temporary).Single();

            await EndAsync(end, terminal, menu);

            await UntilAsync(() => ProcessesOf(name, person: true).Length == 0 && ProcessesOf(name, person: false).Length == 0, "nobody is left", output);
            (await LastWordsAsync(log.Address)).ShouldBe(People, output.ToString());
            if (end is End.CtrlC or End.Terminate or End.CloseTerminal)
            {
                FilesIn(temporary).ShouldBeEmpty();
                return;
            }
            await NextMenuAsync(log.Address, temporary.Path);
            FilesIn(temporary).ShouldNotContain(kept, "the next menu clears up after a killed one");
        }
        finally
        {
            if (!terminal.HasExited) terminal.Kill();
            foreach (int left in (int[])[.. ProcessesOf(name, person: true), .. ProcessesOf(name, person: false)]) Process.GetProcessById(left).Kill();
            await reading;
        }
    }

    private static Process Start(string log, string name, string temporary, int http)
    {
        var start = new ProcessStartInfo("script") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string program = Path.Combine(AppContext.BaseDirectory, "vicinity.dll");
        // Whoever starts tests in the background has these signals ignored, and so would all that comes of it.
        foreach (string argument in (string[])["-qfec", $"exec env --default-signal=INT,HUP dotnet {program} contacts -b {log} --http 127.0.0.1:{http} --port {FreePort.Next()} --tick-ms 250 --simulation '{name}'", "/dev/null"]) start.ArgumentList.Add(argument);
        start.Environment["TMPDIR"] = temporary;
        return Process.Start(start)!;
    }

    private static async Task EndAsync(End end, Process terminal, int menu)
    {
        switch (end)
        {
            case End.CtrlC or End.CtrlCTwice:
                await terminal.StandardInput.WriteAsync('\x03');
                await terminal.StandardInput.FlushAsync(Cancel);
                if (end == End.CtrlC) break;
                await Task.Delay(50, Cancel);
                await terminal.StandardInput.WriteAsync('\x03');
                await terminal.StandardInput.FlushAsync(Cancel);
                break;
            case End.Terminate:
                using (Process kill = Process.Start("kill", ["-TERM", menu.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(Cancel);
                break;
            case End.Kill:
                Process.GetProcessById(menu).Kill();
                break;
            case End.CloseTerminal:
                terminal.Kill();
                break;
        }
    }

    private static async Task NextMenuAsync(string log, string temporary)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), "contacts", "-b", log, "--http", "127.0.0.1:0", "--port", $"{FreePort.Next()}"]) start.ArgumentList.Add(argument);
        start.Environment["TMPDIR"] = temporary;
        using Process next = Process.Start(start)!;
        await next.StandardInput.WriteAsync("\n\n\n\n\n\n0\n");
        next.StandardInput.Close();
        await next.StandardOutput.ReadToEndAsync(Cancel);
        await next.WaitForExitAsync(Cancel);
        next.ExitCode.ShouldBe(0);
    }

    private static async Task ReadAsync(Process terminal, StringBuilder output)
    {
        var some = new char[4096];
        while (await terminal.StandardOutput.ReadAsync(some) is var read and > 0)
        {
            lock (output) output.Append(some, 0, read);
        }
    }

    private static string[] FilesIn(TemporaryFolder folder) => Directory.GetFiles(folder.Path, "vicinity-people-*.log");

    /// <summary>The processes of the menu itself, or of its people, by their command lines.</summary>
    private static int[] ProcessesOf(string name, bool person)
    {
        var found = new List<int>();
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id)) continue;
            try
            {
                string[] arguments = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                if (arguments[0] != "script" && arguments.Contains(name) && arguments.Contains("person") == person) found.Add(id);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }
        return [.. found];
    }

    private static async Task<int> LastWordsAsync(string log)
    {
        ReportedContacts reported = await ReportedContacts.ReadAsync(log, Cancel);
        return reported.People.Sum(reported.LastWordsOf);
    }

    private static async Task UntilAsync(Func<bool> holds, string what, StringBuilder output)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > ContactsPatience.Whole)
            {
                lock (output) throw new TimeoutException($"not within {ContactsPatience.Whole}: {what}{Environment.NewLine}{output}");
            }
            await Task.Delay(100, Cancel);
        }
    }
}
