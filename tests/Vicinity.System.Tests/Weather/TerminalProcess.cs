using System.Diagnostics;
using System.Text;
using Vicinity.Weather;

namespace Vicinity.System.Tests;

/// <summary>A terminal as a process, and the file in which it keeps its windows.</summary>
internal sealed class TerminalProcess(string file, params string[] arguments) : IDisposable
{
    private readonly WeatherComponent _process = new(["terminal", "--plain", "--file", file, .. arguments]);

    public string Output => _process.Output;

    public void Start() => _process.Start();

    public void Kill() => _process.Kill();

    /// <summary>The windows in its file, in order. The terminal holds a lock on the file, which another program does not ask for.</summary>
    public async Task<IReadOnlyList<Window>> WindowsAsync(CancellationToken cancel)
    {
        if (!File.Exists(file)) return [];
        using Process cat = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        string text = await cat.StandardOutput.ReadToEndAsync(cancel);
        await cat.WaitForExitAsync(cancel);
        List<Window> windows = [];
        // What stands after the last line break is being written.
        foreach (string line in text.Split('\n')[..^1])
        {
            WindowJson.TryRead(Encoding.UTF8.GetBytes(line), out Window? window, out string? reason).ShouldBeTrue($"{file}: {reason}: {line}");
            windows.Add(window!);
        }
        return windows;
    }

    public void Dispose() => _process.Dispose();
}
