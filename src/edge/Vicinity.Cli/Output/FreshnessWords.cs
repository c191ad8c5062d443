using Vicinity.Feeds;

namespace Vicinity.Cli;

/// <summary>How fresh a view is, in one coloured word.</summary>
internal static class FreshnessWords
{
    public static string Of(Freshness freshness) => freshness switch
    {
        { Live: true } => "[green]live[/]",
        { Delayed: true } => FormattableString.Invariant($"[yellow]delayed by {freshness.DelayedSeconds:0} s[/]"),
        _ => "[grey]connecting[/]",
    };
}
