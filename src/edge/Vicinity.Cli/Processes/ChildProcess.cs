using System.Diagnostics;

namespace Vicinity.Cli;

/// <summary>
/// A process that this one starts and that ends with it, however that happens: its standard input closes then. What it says goes into a file. Thread-safe.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    // Runs a program that does not look at its standard input, and ends it and all of its own processes when that closes.
    private const string Keeper = """
        exec 3<&0
        setsid "$@" </dev/null 3<&- &
        program=$!
        ( read -r _ <&3; kill -s KILL -- -$program 2>/dev/null ) &
        keeper=$!
        wait $program
        status=$?
        kill $keeper 2>/dev/null
        exit $status
        """;

    private const int MostAnswerLines = 64;

    private readonly Lock _gate = new();
    private readonly ProcessStartInfo _start;
    private readonly string _log;
    private readonly Queue<string> _answer = [];
    private Process? _process;
    private StreamWriter? _file;

    private ChildProcess(string name, string log, ProcessStartInfo start)
    {
        (Name, _log, _start) = (name, log, start);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
    }

    /// <summary>Its name, for people.</summary>
    public string Name { get; }

    /// <summary>The last line that it wrote; null before the first.</summary>
    public string? Says { get; private set; }

    /// <summary>The last lines that it wrote to its standard output, a bounded number.</summary>
    public IReadOnlyList<string> Answer
    {
        get
        {
            lock (_answer) return [.. _answer];
        }
    }

    /// <summary>Is told each line of its standard output.</summary>
    public event Action<string>? Answered;

    /// <summary>Id of the process; null before it starts.</summary>
    public int? Id
    {
        get
        {
            lock (_gate) return _process?.Id;
        }
    }

    /// <summary>How it ended; null while it runs, and before it starts.</summary>
    public int? ExitCode
    {
        get
        {
            lock (_gate) return _process is { HasExited: true } ended ? ended.ExitCode : null;
        }
    }

    /// <summary>A process of this program.</summary>
    /// <param name="name">Its name, for people.</param>
    /// <param name="log">File of what it says.</param>
    /// <param name="arguments">Its command line; the command ends when its standard input is closed.</param>
    public static ChildProcess OfProgram(string name, string log, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = ProgramStart.Of([.. arguments, "--stop-with-parent"]);
        // There are many of them, and each has little to do.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment[ProgressLine.Lines] = "1";
        return new ChildProcess(name, log, start);
    }

    /// <summary>Another program, which is killed with its own processes when this one ends.</summary>
    /// <param name="name">Its name, for people.</param>
    /// <param name="log">File of what it says.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables for it.</param>
    /// <param name="command">Program and arguments.</param>
    public static ChildProcess OfServer(string name, string log, string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        foreach (string argument in (string[])["-c", Keeper, "sh", .. command]) start.ArgumentList.Add(argument);
        foreach ((string variable, string value) in environment) start.Environment[variable] = value;
        return new ChildProcess(name, log, start);
    }

    /// <summary>Sets a variable of the process.</summary>
    public void Set(string variable, string value) => _start.Environment[variable] = value;

    /// <summary>Starts it; one that has ended is started again.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be run.</exception>
    public void Start()
    {
        lock (_gate)
        {
            _process?.Dispose();
            _file ??= new StreamWriter(new FileStream(_log, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
            _process = Process.Start(_start)!;
            _process.OutputDataReceived += (_, line) => Take(line.Data);
            _process.ErrorDataReceived += (_, line) => Write(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
    }

    /// <summary>Ends it at once, and its own processes (SIGKILL).</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_process is not { HasExited: false } running) return;
            running.Kill(entireProcessTree: true);
            running.WaitForExit();
        }
    }

    /// <summary>Closes its standard input, which asks it to end, and waits; one that does not end in time is killed.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        Process? process;
        lock (_gate) process = _process;
        if (process is null) return;
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It has ended already.
        }
        using var late = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The end of what it said, for an error.</summary>
    public string EndOfLog()
    {
        using var file = new StreamReader(new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return string.Join(Environment.NewLine, file.ReadToEnd().TrimEnd().Split('\n').TakeLast(12));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_process is { HasExited: false } running) running.Kill(entireProcessTree: true);
            _process?.Dispose();
            _process = null;
        }
        if (_file is { } file)
        {
            lock (file) file.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_answer)
        {
            if (_answer.Count == MostAnswerLines) _answer.Dequeue();
            _answer.Enqueue(line);
        }
        Write(line);
        Answered?.Invoke(line);
    }

    private void Write(string? line)
    {
        if (line is null || _file is not { } file) return;
        Says = line;
        try
        {
            lock (file) file.WriteLine(line);
        }
        catch (Exception lost) when (lost is ObjectDisposedException or IOException)
        {
            // The last words after the end, or a full disk: a line is lost, and the others go on.
        }
    }
}
