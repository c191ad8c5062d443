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
    /// <param name="message">What kind of message it is.</param>
    /// <param name="position">The position, when it is one.</param>
    /// <param name="reason">What is wrong with the message; null when nothing is.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json, string? user, string? device, out OwnTracksMessage message, out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        (message, position, reason) = (OwnTracksMessage.Other, default, null);
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                reason = "the message is no JSON object";
                return false;
            }
            message = KindOf(root);
            return message != OwnTracksMessage.Position || TryPosition(root, user, device, out position, out reason);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second one stands for text that is no UTF-8.
            reason = "the message is no JSON";
            return false;
        }
    }

    private static OwnTracksMessage KindOf(JsonElement root) => Text(root, "_type") switch
    {
        "location" => HasFix(root) ? OwnTracksMessage.Position : OwnTracksMessage.NoFix,
        "encrypted" => OwnTracksMessage.Encrypted,
        _ => OwnTracksMessage.Other,
    };

    // Neither lat nor lon, or both 0: the app reports without a fix, and sends again what is not answered with success.
    private static bool HasFix(JsonElement root)
    {
        double latitude = Number(root, "lat") ?? double.NaN, longitude = Number(root, "lon") ?? double.NaN;
        return !(double.IsNaN(latitude) && double.IsNaN(longitude)) && !(latitude == 0 && longitude == 0);
    }

    private static bool TryPosition(JsonElement root, string? user, string? device, out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        if (Number(root, "tst") is not { } seconds)
        {
            reason = "the location has no time: tst, in Unix seconds, is missing";
            return false;
        }
        string? vehicle = IdOf(root, user, device);
        if (VehiclePosition.TryCreate(
            vehicle, Number(root, "lat") ?? double.NaN, Number(root, "lon") ?? double.NaN, Speed(root), Heading(root),
            (long)(Math.Clamp(seconds, -1e12, 1e12) * 1000), PositionSource.Phone, out position, out reason))
            return true;
        if (string.IsNullOrEmpty(vehicle)) reason += " (topic, the headers X-Limit-U and X-Limit-D, ?u= and ?d=, and tid are all missing)";
        return false;
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
    private static double Speed(JsonElement root) => ReportedMotion.Speed((Number(root, "vel") ?? double.NaN) / 3.6);

    private static double Heading(JsonElement root) => ReportedMotion.Heading(Number(root, "cog") ?? double.NaN);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : null;
}
