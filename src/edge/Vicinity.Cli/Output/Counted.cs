using System.Globalization;

namespace Vicinity.Cli;

/// <summary>Numbers of things in sentences for people.</summary>
internal static class Counted
{
    /// <summary>"1 record", "2,000 records": the noun takes an s unless there is one.</summary>
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
