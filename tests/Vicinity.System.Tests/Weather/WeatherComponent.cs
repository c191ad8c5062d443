namespace Vicinity.System.Tests;

/// <summary>A component of the weather application as a process that is killed and started again with the same arguments.</summary>
internal sealed class WeatherComponent : IDisposable
{
    private readonly string[] _arguments;
    private VicinityProcess? _process;

    public WeatherComponent(params string[] arguments)
    {
        _arguments = arguments;
        Start();
    }

    public int Id => _process!.Id;

    public string Output => _process?.Output ?? "";

    /// <summary>Starts it; it works by and by.</summary>
    public void Start()
    {
        _process?.Dispose();
        _process = VicinityProcess.Start(["weather", .. _arguments]);
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill() => _process!.Kill();

    public void Dispose() => _process?.Dispose();
}
