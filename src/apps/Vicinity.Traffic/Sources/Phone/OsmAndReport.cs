using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Vicinity.Traffic;

/// <summary>
/// A report of OsmAnd or Traccar Client: parameters of a query or a form, or a JSON object (docs/formats/traffic.md). Pure.
/// </summary>
public static class OsmAndReport
{
    private const double MetresPerSecondOfKnot = 1852 / 3600.0;

    /// <summary>Reads parameters.</summary>
    /// <param name="parameter">Gives a parameter's first value, or null.</param>
    /// <param name="lastPlace">Gives a vehicle's last place, for reports that have none.</param>
    /// <param name="now">The present, Unix milliseconds, for reports that have no time.</param>
    /// <param name="position">The position.</param>
    /// <param name="reason">What is wrong with the report; null when it is one.</param>
    public static bool TryParse(
        Func<string, string?> parameter, Func<string, (double Latitude, double Longitude)?> lastPlace, long now,
        out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        reason = null;
        string? vehicle = parameter("id") ?? parameter("deviceid");
        if (string.IsNullOrEmpty(vehicle))
        {
            reason = "the report names no device: id or deviceid is missing";
            return false;
        }
        if (!TryPlace(parameter, lastPlace, vehicle, out double latitude, out double longitude, ref reason))
        {
            reason ??= "the report has no place";
            return false;
        }
        // Asides of the position: what is no number counts as unknown.
        string? unread = null;
        double speed = Number(parameter("speed"), "speed", ref unread) * MetresPerSecondOfKnot;
        double heading = Number(parameter("bearing") ?? parameter("heading"), "bearing", ref unread);
        if (!TryTime(parameter("timestamp"), now, out long time)) reason ??= $"the timestamp '{Shorten(parameter("timestamp"))}' is no time";
        if (reason is not null) return false;
        return VehiclePosition.TryCreate(
            vehicle, latitude, longitude, ReportedMotion.Speed(speed), ReportedMotion.Heading(heading), time, PositionSource.Phone, out position, out reason);
    }

    /// <summary>True when the parameters say that the phone's fix is not valid, with anything but <c>true</c> or <c>1</c>: it is answered, but no position.</summary>
    public static bool IsInvalidFix(Func<string, string?> parameter) =>
        parameter("valid") is { Length: > 0 } valid && valid != "1" && !valid.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the JSON form.</summary>
    public static bool TryParseJson(ReadOnlyMemory<byte> json, long now, out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            reason = "the report is no JSON object with device_id and location.coords";
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("location", out JsonElement location) || location.ValueKind != JsonValueKind.Object
                || !location.TryGetProperty("coords", out JsonElement coords) || coords.ValueKind != JsonValueKind.Object)
                return false;
            string? vehicle = Text(root, "device_id");
            string? timestamp = Text(location, "timestamp");
            if (!TryTime(timestamp, now, out long time))
            {
                reason = $"the timestamp '{Shorten(timestamp)}' is no time";
                return false;
            }
            double speed = Number(coords, "speed"), heading = Number(coords, "heading");
            return VehiclePosition.TryCreate(
                vehicle, Number(coords, "latitude"), Number(coords, "longitude"), ReportedMotion.Speed(speed), ReportedMotion.Heading(heading),
                time, PositionSource.Phone, out position, out reason);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second one stands for text that is no UTF-8.
            reason = "the report is no JSON";
            return false;
        }
    }

    /// <summary>Reads a time: Unix seconds (below 2^31 - 1) or milliseconds, ISO 8601, or <c>yyyy-MM-dd HH:mm:ss</c> in UTC; nothing means now.</summary>
    internal static bool TryTime(string? text, long now, out long time)
    {
        time = now;
        if (string.IsNullOrEmpty(text)) return true;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            if (!(Math.Abs(number) < 1e15)) return false;
            time = (long)(number < int.MaxValue ? number * 1000 : number);
            return true;
        }
        return CalendarTime.TryParse(text, out time);
    }

    private static bool TryPlace(
        Func<string, string?> parameter, Func<string, (double Latitude, double Longitude)?> lastPlace, string vehicle,
        out double latitude, out double longitude, ref string? reason)
    {
        (latitude, longitude) = (double.NaN, double.NaN);
        string? north = parameter("lat"), east = parameter("lon");
        if (parameter("location")?.Split(',') is [var first, var second]) (north, east) = (first, second);
        if (north is null && east is null)
        {
            if (lastPlace(vehicle) is not { } last)
            {
                reason = "the report has no place (lat and lon, or location), and no earlier one is known";
                return false;
            }
            (latitude, longitude) = last;
            return true;
        }
        latitude = Number(north, "lat", ref reason);
        longitude = Number(east, "lon", ref reason);
        return reason is null;
    }

    private static double Number(string? text, string name, ref string? reason)
    {
        if (string.IsNullOrEmpty(text)) return double.NaN;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return value;
        reason ??= $"{name} '{Shorten(text)}' is no number";
        return double.NaN;
    }

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : double.NaN;

    private static string? Text(JsonElement element, string name) => !element.TryGetProperty(name, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static string Shorten(string? text) => text is { Length: > 40 } ? text[..40] + "…" : text ?? "";
}
