using System.Globalization;

namespace Vicinity.Cli;

/// <summary>Numbers of things in sentences for people.</summary>
internal static class Counted
{
    /// <summary>"1 record", "2,000 records": the noun takes an s unless there is one.</summary>
    public static string Of(long count, string noun) => Of(count, noun, noun + "s");

    /// <summary>"1 person", "2,000 people".</summary>
    public static string Of(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
