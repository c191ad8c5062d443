using System.Diagnostics;

namespace Vicinity.Cli;

/// <summary>
/// People as processes of this program. They leave with their last word when their standard input is closed, which happens however this process ends.
/// What they say goes into one file. Thread-safe.
/// </summary>
/// <param name="arguments">What all of them are told on the command line.</param>
/// <param name="log">File of what they say; it is made anew.</param>
internal sealed class PersonProcesses(IReadOnlyList<string> arguments, string log) : IDisposable
{
    /// <summary>Most people that live at a time: each is a process of some 25 MB.</summary>
    public const int Most = 500;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<Process> _processes = [];
    private readonly StreamWriter _log = new(PeopleLog.Create(log)) { AutoFlush = true };
    private int _failed, _ended;

    /// <summary>How many live.</summary>
    public int Living
    {
        get
        {
            lock (_gate)
            {
                Reap();
                return _processes.Count;
            }
        }
    }

    /// <summary>How many have ended, at the end of their lives or otherwise.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>How many of these could not tell all, or were killed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>The file of what they say.</summary>
    public string Log => log;

    /// <summary>Lets one person come.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="Most"/>.</exception>
    public void Add(bool infected)
    {
        lock (_gate)
        {
            Reap();
            if (_processes.Count >= Most) throw new InvalidOperationException($"{Most} people live, and each is a process: wait until some have died, or let a crowd run with 'vicinity contacts crowd'");
            Process process = Process.Start(StartInfo(infected))!;
            process.OutputDataReceived += (_, line) => Write(line.Data);
            process.ErrorDataReceived += (_, line) => Write(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            _processes.Add(process);
        }
    }

    /// <summary>Asks all to leave and waits for their last words; who is not gone in time is ended.</summary>
    public async Task StopAsync()
    {
        Process[] all;
        lock (_gate) all = [.. _processes];
        foreach (Process process in all) Close(process);
        using var patience = new CancellationTokenSource(s_patience);
        foreach (Process process in all)
        {
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        lock (_gate) Reap();
    }

    private static void Close(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It has left already, as at Ctrl+C, which a terminal sends to all.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Process process in _processes)
            {
                if (!process.HasExited) process.Kill();
                process.Dispose();
            }
            _processes.Clear();
        }
        lock (_log) _log.Dispose();
    }

    private void Reap()
    {
        for (int i = _processes.Count - 1; i >= 0; i--)
        {
            if (!_processes[i].HasExited) continue;
            _ended++;
            if (_processes[i].ExitCode != 0) _failed++;
            _processes[i].Dispose();
            _processes.RemoveAt(i);
        }
    }

    private ProcessStartInfo StartInfo(bool infected)
    {
        ProcessStartInfo start = ProgramStart.Of(["contacts", "person", "--stop-with-parent", .. arguments, .. infected ? (string[])["--infected"] : []]);
        // There are many of them, and each has little to do.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        return start;
    }

    private void Write(string? line)
    {
        if (line is null) return;
        try
        {
            lock (_log) _log.WriteLine(line);
        }
        catch (Exception lost) when (lost is ObjectDisposedException or IOException)
        {
            // The last words after the end, or a full disk: a line is lost, and the people go on.
        }
    }
}
