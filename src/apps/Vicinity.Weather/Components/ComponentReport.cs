namespace Vicinity.Weather;

/// <summary>What a component says of itself every few seconds, for the page.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Name">Its name, 1 to 64 characters; role, transport and name tell it from all others.</param>
/// <param name="Transport">What carries its messages: <c>log</c>, <c>grpc</c>, <c>rabbitmq</c>, <c>mqtt</c>.</param>
/// <param name="Time">When it said so, in Unix milliseconds.</param>
/// <param name="Done">Readings or windows that it has done since it started.</param>
/// <param name="PerSecond">How many a second lately.</param>
/// <param name="Waiting">How many it holds and has not done.</param>
/// <param name="State">A word, such as <c>works</c>, <c>waits</c>; the page shows it.</param>
/// <param name="Latency">How long one takes lately: a sensor until its readings are stored, a balancer and a server until one is worked out, a proxy and a terminal from the end of a window; null where it is not known.</param>
/// <param name="Problem">What keeps it from its work; null for nothing.</param>
public sealed record ComponentReport(
    ComponentRole Role, string Name, string Transport, long Time, long Done, double PerSecond, long Waiting, string State, LatencySummary? Latency = null, string? Problem = null)
{
    /// <summary>Most characters of a name and of a state.</summary>
    public const int LongestName = 64;

    /// <summary>Most characters of a problem.</summary>
    public const int LongestProblem = 300;

    /// <summary>A problem as it may be told: short, and in one line.</summary>
    public static string? Shorten(string? problem)
    {
        if (problem is null) return null;
        string line = new([.. problem.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= LongestProblem ? line : line[..(LongestProblem - 1)] + "…";
    }
}
