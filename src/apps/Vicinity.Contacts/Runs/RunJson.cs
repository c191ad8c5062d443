using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vicinity.Contacts;

/// <summary>Runs as JSON, as the topic of runs keeps them (docs/formats/contacts.md).</summary>
public static class RunJson
{
    /// <summary>Longest record in bytes: that of a run with as many additions and changes as may be.</summary>
    public const int MostBytes = 640 * 1024;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        MaxDepth = 16,
    };

    /// <summary>Writes a run.</summary>
    public static void Write(IBufferWriter<byte> output, Run run)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, run, s_options);
    }

    /// <summary>Reads a run; false with the reason where it is none, or one that cannot be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Run? run, [NotNullWhen(false)] out string? reason)
    {
        if (json.Length > MostBytes)
        {
            (run, reason) = (null, $"it is {json.Length} bytes long and may be {MostBytes}, which is enough for {Run.MostAdditions} people who come and {Run.MostChanges} changes");
            return false;
        }
        try
        {
            run = JsonSerializer.Deserialize<Run>(json, s_options);
            reason = run is null ? "it is null" : run.Plan is null || run.Name is null || run.Plan.Parameters is null || run.Plan.Additions is null || run.Plan.Changes is null || run.Plan.Changes.Any(c => c?.Parameters is null)
                ? "a part of it is null" : run.Problems() is { Count: > 0 } problems ? string.Join("; ", problems) : null;
            return reason is null;
        }
        catch (JsonException e)
        {
            (run, reason) = (null, e.Message);
            return false;
        }
    }
}
