using Microsoft.Extensions.Logging;

namespace Vicinity.Cli;

/// <summary>How the program logs: section <c>Logging</c>.</summary>
/// <param name="Json">One JSON object a line instead of text.</param>
/// <param name="Level">Least level that is written; null: information, or warnings alone where a person looks at the terminal.</param>
internal sealed record LoggingSettings(bool Json, LogLevel? Level)
{
    /// <exception cref="UsageException">A value is not one of those that exist, or a name is not known.</exception>
    public static LoggingSettings Load() => SettingsSource.Of("Logging").Aggregate(new LoggingSettings(false, null), Apply);

    private static LoggingSettings Apply(LoggingSettings settings, FoundSetting setting) => setting.Name.ToUpperInvariant() switch
    {
        "FORMAT" when setting.Value.Equals("json", StringComparison.OrdinalIgnoreCase) => settings with { Json = true },
        "FORMAT" when setting.Value.Equals("text", StringComparison.OrdinalIgnoreCase) => settings with { Json = false },
        "FORMAT" => throw new UsageException($"{setting.Where}: Format is '{setting.Value}', not text or json"),
        "LEVEL" when Enum.TryParse(setting.Value, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level) => settings with { Level = level },
        "LEVEL" => throw new UsageException($"{setting.Where}: Level is '{setting.Value}', not one of {string.Join(", ", Enum.GetNames<LogLevel>())}"),
        _ => throw setting.Unknown(),
    };
}
