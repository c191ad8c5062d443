using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>One node of a cluster of processes: can be killed, paused and started again under the same port, folder and id.</summary>
internal sealed class MemberProcess(int id, Func<IReadOnlyList<string>> entry, IReadOnlyDictionary<string, string>? environment = null, (string Name, string Address)? networkNamespace = null) : IDisposable
{
    private TemporaryFolder _data = new();
    private VicinityProcess? _process;
    private string? _otherFolder;

    public int Id { get; } = id;

    /// <summary>Address of the Kafka protocol.</summary>
    public string Address { get; } = networkNamespace?.Address ?? $"127.0.0.1:{FreePort.Next()}";

    /// <summary>Folder of its data; set before the first start to place it on another disk.</summary>
    public string DataFolder
    {
        get => _otherFolder ?? _data.Path;
        set => _otherFolder = value;
    }

    public bool IsRunning => _process is { HasExited: false };

    public bool IsPaused { get; private set; }

    /// <summary>Everything that its processes have written so far.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Starts the process; it may not serve yet when this returns.</summary>
    public void Start()
    {
        if (_process is not null) Output += _process.Output;
        _process?.Dispose();
        IsPaused = false;
        string[] command = ["node", "--node-id", Id.ToString(), "--data", DataFolder, "--listen", Address, "--discovery", "off", .. entry()];
        _process = networkNamespace is { } host ? VicinityProcess.StartIn(host.Name, command) : VicinityProcess.Start(environment, command);
    }

    /// <summary>Waits until the process says that it serves.</summary>
    public Task ServesAsync(CancellationToken cancel) => _process!.WaitForOutputAsync("Kafka protocol on", TimeSpan.FromSeconds(60), cancel);

    /// <summary>Ends it at once (kill -9).</summary>
    public void Kill() => _process!.Kill();

    /// <summary>Asks it to end, and waits for it.</summary>
    public Task<int> StopAsync(CancellationToken cancel) => _process!.TerminateAsync(TimeSpan.FromSeconds(30), cancel);

    /// <summary>Stops it from running without ending it, as a machine that hangs: its sockets stay open.</summary>
    public void Pause()
    {
        Signal("-STOP");
        IsPaused = true;
    }

    public void Resume()
    {
        Signal("-CONT");
        IsPaused = false;
    }

    /// <summary>Takes its disk away: the next start finds an empty folder.</summary>
    public void LoseDisk()
    {
        _data.Dispose();
        _data = new TemporaryFolder();
    }

    public override string ToString() => $"node {Id} ({Address}): {(IsPaused ? "paused" : IsRunning ? "running" : "dead")}{Environment.NewLine}{Output}{_process?.Output}";

    public void Dispose()
    {
        if (IsPaused && IsRunning) Resume();
        _process?.Dispose();
        _data.Dispose();
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process!.Id.ToString()]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }
}
