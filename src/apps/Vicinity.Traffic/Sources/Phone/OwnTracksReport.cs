using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vicinity.Traffic;

/// <summary>A message of OwnTracks in HTTP mode. Only locations are positions; the app's other messages are fine and mean nothing here. Pure.</summary>
public static class OwnTracksReport
{
    private const string TopicPrefix = "owntracks/";

    /// <summary>Reads a message.</summary>
    /// <param name="json">The body.</param>
    /// <param name="user">User named beside the body; null when none is.</param>
    /// <param name="device">Device named beside the body; null when none is.</param>
    /// <param name="position">The position; null when the message is of another kind.</param>
    /// <param name="reason">What is wrong with the message; null when nothing is.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, string? user, string? device, out VehiclePosition? position, [NotNullWhen(false)] out string? reason)
    {
        (position, reason) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                reason = "the message is no JSON object";
                return false;
            }
            if (Text(root, "_type") != "location") return true;
            if (Number(root, "tst") is not { } seconds)
            {
                reason = "the location has no time: tst, in Unix seconds, is missing";
                return false;
            }
            string? vehicle = IdOf(root, user, device);
            if (!VehiclePosition.TryCreate(
                vehicle, Number(root, "lat") ?? double.NaN, Number(root, "lon") ?? double.NaN, Speed(root), Heading(root),
                (long)(Math.Clamp(seconds, -1e12, 1e12) * 1000), PositionSource.Phone, out VehiclePosition found, out reason))
            {
                if (string.IsNullOrEmpty(vehicle)) reason += " (topic, the headers X-Limit-U and X-Limit-D, ?u= and ?d=, and tid are all missing)";
                return false;
            }
            position = found;
            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second one stands for text that is no UTF-8.
            reason = "the message is no JSON";
            return false;
        }
    }

    // As the app's own topics name a device: user/device.
    private static string? IdOf(JsonElement root, string? user, string? device)
    {
        if (Text(root, "topic") is { Length: > 0 } topic)
            return topic.StartsWith(TopicPrefix, StringComparison.Ordinal) ? topic[TopicPrefix.Length..] : topic;
        if (!string.IsNullOrEmpty(user)) return string.IsNullOrEmpty(device) ? user : $"{user}/{device}";
        return string.IsNullOrEmpty(device) ? Text(root, "tid") : device;
    }

    // The app says kilometres an hour, and leaves zero out.
    private static double Speed(JsonElement root) => Number(root, "vel") is { } speed and >= 0 ? speed / 3.6 : double.NaN;

    private static double Heading(JsonElement root) => Number(root, "cog") is { } heading and >= 0 ? heading : double.NaN;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : null;
}
