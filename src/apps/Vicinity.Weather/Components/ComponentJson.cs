using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vicinity.Weather;

/// <summary>Reports of components as JSON: the names are those of <see cref="ComponentReport"/>.</summary>
public static class ComponentJson
{
    /// <summary>Most bytes of a report.</summary>
    public const int MostBytes = 4_096;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<ComponentRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 8,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes a report.</summary>
    public static void Write(IBufferWriter<byte> output, ComponentReport report)
    {
        using var json = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(json, report, s_options);
    }

    /// <summary>Reads a report; false with what is wrong with it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ComponentReport? report, [NotNullWhen(false)] out string? reason)
    {
        report = null;
        if (json.Length > MostBytes)
        {
            reason = $"a report of {json.Length} bytes is longer than {MostBytes}";
            return false;
        }
        try
        {
            report = JsonSerializer.Deserialize<ComponentReport>(json, s_options);
        }
        catch (JsonException broken)
        {
            reason = $"it is no report of a component: {broken.Message}";
            return false;
        }
        reason = report is null ? "it is no report of a component but null" : Problem(report);
        if (reason is not null) report = null;
        return reason is null;
    }

    private static string? Problem(ComponentReport report) =>
        IsWrong(report.Name, 1, ComponentReport.LongestName) ? $"its name is not 1 to {ComponentReport.LongestName} printable characters"
        : IsWrong(report.Transport, 1, ComponentReport.LongestName) ? $"its transport is not 1 to {ComponentReport.LongestName} printable characters"
        : IsWrong(report.State, 0, ComponentReport.LongestName) ? $"its state is not up to {ComponentReport.LongestName} printable characters"
        : report.Problem is { } problem && IsWrong(problem, 0, ComponentReport.LongestProblem) ? $"its problem is not up to {ComponentReport.LongestProblem} printable characters"
        : report.Done < 0 || report.Waiting < 0 || !(report.PerSecond >= 0 && double.IsFinite(report.PerSecond)) ? "done, waiting and perSecond are not all 0 or more"
        : report.Latency is { } l && !(l.Median >= 0 && l.Median <= l.P99 && l.P99 <= l.Longest && double.IsFinite(l.Longest) && l.Count > 0) ? "its latencies do not rise from the median to the longest"
        : report.Time < 0 ? $"its time {report.Time} lies before 1970"
        : null;

    private static bool IsWrong(string text, int least, int most) => text.Length < least || text.Length > most || text.Any(char.IsControl);
}
