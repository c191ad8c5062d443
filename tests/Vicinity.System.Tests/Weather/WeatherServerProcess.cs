namespace Vicinity.System.Tests;

/// <summary>What puts readings into windows, as a process that is killed and started again.</summary>
internal sealed class WeatherServerProcess(string log) : IDisposable
{
    private static readonly Dictionary<string, string> s_settings = new()
    {
        ["VICINITY__WEATHER__PARTITIONS"] = "3",
        ["VICINITY__WEATHER__WINDOWMS"] = "1000",
        ["VICINITY__WEATHER__LATENESSMS"] = "200",
        ["VICINITY__WEATHER__IDLEMS"] = "500",
        ["VICINITY__WEATHER__STEPMS"] = "30",
        ["VICINITY__WEATHER__CHECKPOINTMS"] = "700",
    };

    private VicinityProcess? _process;

    public string Output => _process?.Output ?? "";

    public bool HasExited => _process?.HasExited ?? true;

    /// <summary>Starts it; it works by and by.</summary>
    public void Start()
    {
        _process?.Dispose();
        _process = VicinityProcess.Start(s_settings, "weather", "server", "--transport", "log", "-b", log);
    }

    public void Kill() => _process?.Kill();

    public void Dispose() => _process?.Dispose();
}
