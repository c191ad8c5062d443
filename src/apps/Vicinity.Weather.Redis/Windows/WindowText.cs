using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vicinity.Weather.Redis;

/// <summary>A window as JSON.</summary>
internal static class WindowText
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, IgnoreReadOnlyProperties = true };

    public static string Write(Window window) => JsonSerializer.Serialize(window, s_options);

    public static Window Read(string text) => JsonSerializer.Deserialize<Window>(text, s_options)!;
}
