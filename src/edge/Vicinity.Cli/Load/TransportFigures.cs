namespace Vicinity.Cli;

/// <summary>What <see cref="TransportTrials"/> has measured of one transport, every component a process of its own.</summary>
/// <param name="Transport">What carries the messages.</param>
/// <param name="PerSecond">Readings a second that were acknowledged, in batches of many sensors at once.</param>
/// <param name="Acknowledged">From sending one reading until it is acknowledged, one after the other.</param>
/// <param name="AtTerminal">From the moment at which a window may be closed until a terminal has it.</param>
/// <param name="Crashes">What the crash of a component costs.</param>
internal sealed record TransportFigures(string Transport, double PerSecond, LatencySummary Acknowledged, LatencySummary AtTerminal, IReadOnlyList<TransportFigures.Crash> Crashes)
{
    /// <summary>A component was killed while sensors went on, and started again after some seconds.</summary>
    /// <param name="Component">Which one.</param>
    /// <param name="ReadingMs">Longest time from the measuring of a reading until it was acknowledged, in milliseconds.</param>
    /// <param name="WindowMs">Longest time between two windows at a terminal, in milliseconds; without a crash it is the length of a window.</param>
    /// <param name="Failed">Calls of sensors that were not answered, and were made again.</param>
    public sealed record Crash(string Component, double ReadingMs, double WindowMs, long Failed);
}
