using System.Diagnostics;
using System.Text;

namespace Vicinity.System.Tests;

/// <summary>A running <c>vicinity</c> process with a data folder of its own. Disposing it kills the process and removes nothing else.</summary>
internal sealed class VicinityProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();

    private VicinityProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything that the process has written, both streams.</summary>
    public string Output
    {
        get
        {
            lock (_gate) return _output.ToString();
        }
    }

    public static VicinityProcess Start(params string[] arguments) => Start(null, arguments);

    public static VicinityProcess Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "vicinity.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        LookForNobody(start);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new VicinityProcess(Process.Start(start)!);
    }

    /// <summary>Starts it from a shell that has run <paramref name="limits"/> before, so that the process has them too.</summary>
    public static VicinityProcess StartLimited(string limits, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (string part in (string[])["-c", $"{limits}; exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), .. arguments]) start.ArgumentList.Add(part);
        LookForNobody(start);
        return new VicinityProcess(Process.Start(start)!);
    }

    /// <summary>Starts it in a network namespace.</summary>
    public static VicinityProcess StartIn(string networkNamespace, params string[] arguments)
    {
        var start = new ProcessStartInfo("ip") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (string part in (string[])["netns", "exec", networkNamespace, "dotnet", Path.Combine(AppContext.BaseDirectory, "vicinity.dll"), .. arguments]) start.ArgumentList.Add(part);
        LookForNobody(start);
        return new VicinityProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the output contains a text; fails with the whole output when the process ends or the time is over.</summary>
    public async Task WaitForOutputAsync(string text, TimeSpan patience, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited) throw new InvalidOperationException($"vicinity ended with {_process.ExitCode} before it said '{text}':{Environment.NewLine}{Output}");
            if (Stopwatch.GetElapsedTime(began) > patience) throw new TimeoutException($"vicinity did not say '{text}' within {patience}:{Environment.NewLine}{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task WaitForExitAsync(TimeSpan patience, CancellationToken cancel) => _process.WaitForExitAsync(cancel).WaitAsync(patience, cancel);

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to end (SIGTERM) and waits.</summary>
    public async Task<int> TerminateAsync(TimeSpan patience, CancellationToken cancel)
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await kill.WaitForExitAsync(cancel);
        await _process.WaitForExitAsync(cancel).WaitAsync(patience, cancel);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>Nodes of different tests must not find each other: discovery is off unless a test's command line says otherwise.</summary>
    private static void LookForNobody(ProcessStartInfo start) => start.Environment["VICINITY__NODE__DISCOVERY"] = "off";

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_gate) _output.AppendLine(line);
    }
}
