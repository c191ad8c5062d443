using System.CommandLine;
using Spectre.Console;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather terminal</c>: keeps every window in a file, and shows the newest.</summary>
internal static class TerminalCommand
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_delayedAfter = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "terminal",
            "Show the means of all windows live, and keep each of them in a file; windows missed while it was away are brought first.",
            "vicinity weather terminal",
            "vicinity weather terminal --file windows.csv --http 127.0.0.1:5001",
            "vicinity weather terminal --plain > windows.txt");
        var file = new Option<string?>("--file") { Description = "File that keeps all windows: CSV where it ends in .csv, else JSON Lines (default: weather-windows.jsonl, with the transport in its name where it is not the log)" };
        var http = new Option<string?>("--http") { Description = "Address of a small page, HOST:PORT; port 0 takes any free one (default: none)" };
        var plain = new Option<bool>("--plain") { Description = "Write a line for each window over all sensors, instead of the screen" };
        var name = new Option<string?>("--name") { Description = "Name of the terminal, different from others' (default: made of its file)" };
        var calls = new Option<bool>("--calls") { Description = "With grpc: register at the proxy and be called by it; else the terminal opens a stream" };
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { file, http, plain, name, calls, withParent }) command.Options.Add(option);
        TransportOptions transport = TransportOptions.AddTo(command, receives: true);
        command.SetAction(async (parsed, cancel) =>
        {
            System.Net.IPEndPoint? listen = parsed.GetValue(http) is { } text ? ListenText.Parse(http.Name, text) : null;
            if (listen is not null) FreeAddress.Ensure(http.Name, listen);
            using NodeLogging logging = NodeLogging.Create(json: false);
            await transport.EnsureAsync(parsed, cancel).ConfigureAwait(false);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(parent?.Gone ?? cancel);
            string path = Path.GetFullPath(parsed.GetValue(file) ?? DefaultFile(transport.Chosen(parsed)));
            using Terminal terminal = Terminal.Open(new TerminalOptions { File = path });
            await using TerminalPage? page = listen is null ? null : await TerminalPage.StartAsync(listen, terminal, cancel).ConfigureAwait(false);
            await using IWindowFeed feed = transport.OpenFeed(parsed, parsed.GetValue(name) ?? DefaultName(path), parsed.GetValue(calls), logging.Factory);
            bool isPlain = parsed.GetValue(plain) || Console.IsOutputRedirected;
            if (isPlain) await Console.Out.WriteLineAsync($"windows from {transport.Says(parsed, receives: true)}, kept in {path} ({terminal.Kept:N0} so far){(page is null ? "" : $"; page at {page.Address}")}").ConfigureAwait(false);
            if (isPlain) terminal.Brought += Write;
            Task following = terminal.RunAsync(feed, TimeProvider.System, leave.Token);
            string title = $"from {transport.Says(parsed, receives: true)}, kept in {path}{(page is null ? "" : $", page at {page.Address}")}";
            if (!isPlain) await ShowAsync(new TerminalScreen(terminal, title, s_delayedAfter, TimeProvider.System), following, leave, isFed: parent is not null).ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (following.IsFaulted) await following.ConfigureAwait(false);
            return ExitCodes.Stopped;
        });
        return command;
    }

    // Positions in one transport mean nothing in another.
    private static string DefaultFile(string transport) => transport == TransportOptions.Log ? "weather-windows.jsonl" : $"weather-windows-{transport}.jsonl";

    // The file decides which windows a terminal has, so it decides which terminal it is.
    private static string DefaultName(string path) => $"{Path.GetFileNameWithoutExtension(path)}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{Environment.MachineName}:{path}")).AsSpan(0, 4))}";

    private static void Write(Window window)
    {
        if (window.Scope == WindowScope.All) Console.Out.WriteLine(WindowWords.Line(window));
    }

    private static async Task ShowAsync(TerminalScreen screen, Task following, CancellationTokenSource leave, bool isFed)
    {
        await AnsiConsole.Live(screen.Draw(AnsiConsole.Profile.Width)).StartAsync(async live =>
        {
            while (!leave.IsCancellationRequested && !following.IsCompleted)
            {
                // Where standard input belongs to a parent, it carries no keys.
                if (!isFed && !Console.IsInputRedirected && Console.KeyAvailable && Console.ReadKey(intercept: true).Key is ConsoleKey.Q or ConsoleKey.Escape) await leave.CancelAsync().ConfigureAwait(false);
                live.UpdateTarget(screen.Draw(AnsiConsole.Profile.Width));
                await Task.Delay(s_redraw, leave.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }).ConfigureAwait(false);
    }
}
