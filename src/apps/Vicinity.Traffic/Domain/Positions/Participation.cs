namespace Vicinity.Traffic;

/// <summary>The rule that who reads must take part: a reader has to have reported a position of its own lately.</summary>
/// <param name="Window">How long a report counts.</param>
public sealed record Participation(TimeSpan Window)
{
    /// <summary>Title of a refusal.</summary>
    public const string Title = "Who reads must take part";

    /// <summary>Judges a reader.</summary>
    /// <param name="vehicle">The vehicle that the reader says it is; null when it says nothing.</param>
    /// <param name="lastReport">When that vehicle last reported, Unix milliseconds; null when it never did.</param>
    /// <param name="now">The present, Unix milliseconds.</param>
    /// <returns>Null when it may read, else what it has to do.</returns>
    public string? Refuse(string? vehicle, long? lastReport, long now)
    {
        string rule = $"Positions are shown only to those who have reported one of their own within the last {Text(Window)}";
        if (string.IsNullOrEmpty(vehicle))
            return $"{rule}. Report with POST /api/traffic/positions, then name your vehicle in the header X-Vicinity-Vehicle or in ?vehicle=ID.";
        if (lastReport is not { } last)
            return $"{rule}; the vehicle '{vehicle}' has not reported. Report its position with POST /api/traffic/positions first.";
        long age = now - last;
        return age <= (long)Window.TotalMilliseconds
            ? null
            : $"{rule}; the last report of the vehicle '{vehicle}' is {Text(TimeSpan.FromMilliseconds(age))} old. Report its position again.";
    }

    private static string Text(TimeSpan span) =>
        span.TotalSeconds < 120 ? $"{Math.Round(span.TotalSeconds)} seconds"
        : span.TotalMinutes < 120 ? $"{Math.Round(span.TotalMinutes)} minutes"
        : $"{Math.Round(span.TotalHours)} hours";
}
