using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vicinity.Weather;

/// <summary>Windows as a JSON array, with the names of <see cref="Window"/> (docs/formats/weather.md). Thread-safe.</summary>
public static class WindowJson
{
    /// <summary>Most bytes of an array.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Writes windows.</summary>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<Window> windows)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, windows, s_options);
    }

    /// <summary>Writes one window as an object, without a line break: a line of JSON Lines.</summary>
    public static void Write(IBufferWriter<byte> output, Window window)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, window, s_options);
    }

    /// <summary>Reads one window; false with the reason when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Window? window, [NotNullWhen(false)] out string? reason)
    {
        (window, reason) = (null, null);
        try
        {
            window = JsonSerializer.Deserialize<Window>(json, s_options);
            Check(window);
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or MessageException)
        {
            (window, reason) = (null, wrong.Message);
            return false;
        }
    }

    /// <summary>Reads windows.</summary>
    /// <exception cref="MessageException">They cannot be read, or a value is none; the exception says why.</exception>
    public static IReadOnlyList<Window> ReadAll(ReadOnlySpan<byte> json)
    {
        if (json.Length > MostBytes) throw new MessageException(MessageProblem.TooLong, $"the windows have {json.Length} bytes and may have {MostBytes}: a record has no more");
        try
        {
            Window[] windows = JsonSerializer.Deserialize<Window[]>(json, s_options) ?? throw new MessageException(MessageProblem.NotReadable, "the windows are null");
            foreach (Window window in windows) Check(window);
            return windows;
        }
        catch (JsonException wrong)
        {
            throw new MessageException(MessageProblem.NotReadable, $"the windows cannot be read: {wrong.Message}");
        }
    }

    private static void Check([NotNull] Window? window)
    {
        if (window is null) throw new MessageException(MessageProblem.WrongValue, "a window is null");
        if (window.Start >= window.End) throw new MessageException(MessageProblem.WrongValue, $"a window begins at {window.Start} and ends at {window.End}: it has no length");
        if (window.Count < 0 || window.Revision < 0) throw new MessageException(MessageProblem.WrongValue, $"a window has count {window.Count} and revision {window.Revision}: neither is below 0");
    }
}
