using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary>
/// One node of a local cluster, as a process of this program. Can be killed, paused and started again under the same id, address and folder.
/// The process ends when this one does, however that happens, because its standard input closes then. Thread-safe.
/// </summary>
internal sealed class LocalNode : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<string> _entry;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private Process? _process;
    private StreamWriter? _log;

    public LocalNode(int id, string folder, IReadOnlyList<string> entry, IReadOnlyDictionary<string, string> environment)
    {
        Id = id;
        Folder = folder;
        _entry = entry;
        _environment = environment;
        Address = $"127.0.0.1:{FreePort.Next()}";
    }

    public int Id { get; }

    /// <summary>HOST:PORT of the Kafka protocol.</summary>
    public string Address { get; }

    /// <summary>Folder of its data; the log of the process lies beside the data as <c>node.log</c>.</summary>
    public string Folder { get; }

    /// <summary>Id of the process, or null while none runs.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate) return IsAlive ? _process!.Id : null;
        }
    }

    public bool IsRunning
    {
        get
        {
            lock (_gate) return IsAlive;
        }
    }

    /// <summary>Whether the process was stopped from running (SIGSTOP) and lives.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Processor time of all processes that this node has had.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            lock (_gate) return IsAlive ? Refreshed().TotalProcessorTime : TimeSpan.Zero;
        }
    }

    /// <summary>Resident memory, in bytes; 0 while it does not run.</summary>
    public long MemoryBytes
    {
        get
        {
            lock (_gate) return IsAlive ? Refreshed().WorkingSet64 : 0;
        }
    }

    /// <summary>Starts the process; completes when it listens.</summary>
    /// <exception cref="BrokerException">It ended, or did not listen in time; the message holds the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (IsAlive) return;
            Directory.CreateDirectory(Folder);
            _log?.Dispose();
            _log = new StreamWriter(Path.Combine(Folder, "node.log"), append: true) { AutoFlush = true };
            _process = Process.Start(StartInfo())!;
            StreamWriter log = _log;
            _process.OutputDataReceived += (_, line) => Write(log, line.Data);
            _process.ErrorDataReceived += (_, line) => Write(log, line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            IsPaused = false;
        }

        long began = Stopwatch.GetTimestamp();
        while (!await ListensAsync(cancel).ConfigureAwait(false))
        {
            if (!IsRunning) throw new BrokerException($"node {Id} ended; its log, {Folder}/node.log, ends with:{Environment.NewLine}{EndOfLog()}");
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60)) throw new BrokerException($"node {Id} does not listen on {Address}; its log is {Folder}/node.log");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the process at once (SIGKILL).</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (!IsAlive) return;
            _process!.Kill();
            _process.WaitForExit();
            IsPaused = false;
        }
    }

    /// <summary>Stops the process from running without ending it, like a machine that hangs.</summary>
    public void Pause() => Signal("-STOP", true);

    /// <summary>Lets a paused process run again.</summary>
    public void Resume() => Signal("-CONT", false);

    public void Dispose()
    {
        Kill();
        lock (_gate)
        {
            _process?.Dispose();
            _log?.Dispose();
        }
    }

    private bool IsAlive => _process is { HasExited: false };

    private static void Write(StreamWriter log, string? line)
    {
        if (line is null) return;
        try
        {
            lock (log) log.WriteLine(line);
        }
        catch (Exception lost) when (lost is ObjectDisposedException or IOException)
        {
            // The last words of a process whose successor has the file, or a full disk: a line is lost, and this program goes on.
        }
    }

    private Process Refreshed()
    {
        _process!.Refresh();
        return _process;
    }

    private void Signal(string signal, bool paused)
    {
        lock (_gate)
        {
            if (!IsAlive) return;
            using Process kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            IsPaused = paused;
        }
    }

    private ProcessStartInfo StartInfo()
    {
        ProcessStartInfo start = ProgramStart.Of(["node", "--node-id", Id.ToString(CultureInfo.InvariantCulture), "--data", Folder, "--listen", Address, "--discovery", "off", "--stop-with-parent", .. _entry]);
        foreach ((string name, string value) in _environment) start.Environment[name] = value;
        return start;
    }

    private async Task<bool> ListensAsync(CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse(Address), cancel).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string EndOfLog()
    {
        lock (_gate) _log?.Flush();
        using var file = new StreamReader(new FileStream(Path.Combine(Folder, "node.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return string.Join(Environment.NewLine, file.ReadToEnd().Split('\n').TakeLast(12));
    }
}
