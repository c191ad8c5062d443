namespace Vicinity.Weather;

/// <summary>Settings of a terminal.</summary>
public sealed record TerminalOptions
{
    /// <summary>The file that keeps all windows; its ending says how: <c>.csv</c>, else JSON Lines.</summary>
    public string File { get; init; } = "weather-windows.jsonl";

    /// <summary>Windows of one quantity and scope that the screen remembers.</summary>
    public int Shown { get; init; } = 120;

    /// <summary>Most sensors and places that the screen remembers.</summary>
    public int MostShownNames { get; init; } = 1_000;
}
