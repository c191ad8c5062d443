using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Vicinity.Weather.Mqtt;

/// <summary>
/// Reads what devices send, by topic: <c>weather/SENSOR/KIND</c>, Tasmota's <c>tele/NAME/SENSOR</c>, ESPHome's <c>NODE/sensor/NAME/state</c>, Zigbee2MQTT's <c>zigbee2mqtt/NAME</c>. Thread-safe.
/// </summary>
internal sealed class DevicePayloads(HalfReadings halves)
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 16 };

    /// <summary>Reads a message.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="now">The time now, in Unix milliseconds.</param>
    /// <param name="found">Gets what was measured.</param>
    /// <returns>Why nothing was found; null when something was, or when it waits for its other half.</returns>
    public MqttDrop? Read(string topic, ReadOnlyMemory<byte> payload, long now, List<Measured> found)
    {
        string[] levels = topic.Split('/');
        try
        {
            return levels switch
            {
                ["weather", { } sensor, { } kind] => Own(sensor, kind, payload, found),
                ["tele", .. string[] name, "SENSOR"] when name.Length > 0 => Tasmota(string.Join('/', name), payload, found),
                ["zigbee2mqtt", "bridge", ..] or ["zigbee2mqtt", .., "availability" or "set" or "get"] => MqttDrop.OtherTopic,
                ["zigbee2mqtt", .. string[] name] when name.Length > 0 => Zigbee(string.Join('/', name), payload, found),
                [.. string[] node, "sensor", { } name, "state"] when node.Length > 0 => EspHome(string.Join('/', node), name, payload.Span, now, found),
                _ => MqttDrop.OtherTopic,
            };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            found.Clear();
            return MqttDrop.Unreadable;
        }
    }

    private static MqttDrop? Own(string sensor, string kind, ReadOnlyMemory<byte> payload, List<Measured> found)
    {
        using JsonDocument document = JsonDocument.Parse(payload, s_options);
        JsonElement json = document.RootElement;
        ReadingKind? known = kind switch { "air" => ReadingKind.Air, "pollution" => ReadingKind.Pollution, "wind" => ReadingKind.Wind, _ => null };
        if (known is not { } which) return MqttDrop.OtherTopic;
        double? first = Number(json, which switch { ReadingKind.Air => "temperature", ReadingKind.Pollution => "co2", _ => "direction" });
        double? second = which == ReadingKind.Pollution ? 0 : Number(json, which == ReadingKind.Air ? "humidity" : "speed");
        if (first is not { } one || second is not { } two) return MqttDrop.Incomplete;
        long? number = json.TryGetProperty("number", out JsonElement counted) ? counted.GetInt64() : null;
        long? time = json.TryGetProperty("time", out JsonElement moment) ? (moment.ValueKind == JsonValueKind.String ? Time(moment.GetString()!) ?? throw new FormatException("the time has no zone") : moment.GetInt64()) : null;
        string place = json.TryGetProperty("place", out JsonElement where) ? where.GetString() ?? "" : "";
        found.Add(new Measured(sensor, place, which, one, two, number, time));
        return null;
    }

    /// <summary>Each object inside is a chip: <c>{"AM2301":{"Temperature":20.1,"Humidity":40.2},"MHZ19B":{"CarbonDioxide":500},"TempUnit":"C"}</c>.</summary>
    private static MqttDrop? Tasmota(string name, ReadOnlyMemory<byte> payload, List<Measured> found)
    {
        using JsonDocument document = JsonDocument.Parse(payload, s_options);
        bool isFahrenheit = document.RootElement.TryGetProperty("TempUnit", out JsonElement unit) && unit.ValueEquals("F"u8);
        long? time = document.RootElement.TryGetProperty("Time", out JsonElement moment) && moment.ValueKind == JsonValueKind.String ? Time(moment.GetString()!) : null;
        bool isHalf = false;
        foreach (JsonProperty chip in document.RootElement.EnumerateObject())
        {
            if (chip.Value.ValueKind != JsonValueKind.Object) continue;
            double? temperature = Number(chip.Value, "Temperature"), humidity = Number(chip.Value, "Humidity"), co2 = Number(chip.Value, "CarbonDioxide") ?? Number(chip.Value, "CO2");
            if (isFahrenheit && temperature is { } degrees) temperature = Math.Round((degrees - 32) / 1.8, 2);
            string sensor = DeviceNames.Sensor($"{name}.{chip.Name}");
            isHalf |= temperature.HasValue != humidity.HasValue && co2 is null;
            if (temperature is { } air && humidity is { } damp) found.Add(new Measured(sensor, DeviceNames.Place(name), ReadingKind.Air, air, damp, null, time));
            if (co2 is { } parts) found.Add(new Measured(sensor, DeviceNames.Place(name), ReadingKind.Pollution, parts, 0, null, time));
        }
        return found.Count > 0 ? null : isHalf ? MqttDrop.Incomplete : MqttDrop.OtherTopic;
    }

    private static MqttDrop? Zigbee(string name, ReadOnlyMemory<byte> payload, List<Measured> found)
    {
        using JsonDocument document = JsonDocument.Parse(payload, s_options);
        double? temperature = Number(document.RootElement, "temperature"), humidity = Number(document.RootElement, "humidity"), co2 = Number(document.RootElement, "co2");
        string sensor = DeviceNames.Sensor(name);
        if (temperature is { } air && humidity is { } damp) found.Add(new Measured(sensor, DeviceNames.Place(name), ReadingKind.Air, air, damp));
        if (co2 is { } parts) found.Add(new Measured(sensor, DeviceNames.Place(name), ReadingKind.Pollution, parts, 0));
        return found.Count > 0 ? null : temperature.HasValue || humidity.HasValue ? MqttDrop.Incomplete : MqttDrop.OtherTopic;
    }

    /// <summary>A plain number; what it measures stands in the name: <c>office_temperature</c>.</summary>
    private MqttDrop? EspHome(string node, string name, ReadOnlySpan<byte> payload, long now, List<Measured> found)
    {
        if (HalfReadings.Of(name) is not { } half) return MqttDrop.OtherTopic;
        if (!Utf8Parser.TryParse(payload, out double value, out int used) || used != payload.Length) return MqttDrop.Unreadable;
        string sensor = DeviceNames.Sensor(half.Device.Length == 0 ? node : $"{node}.{half.Device}");
        if (half.Kind == ReadingKind.Pollution) found.Add(new Measured(sensor, DeviceNames.Place(node), ReadingKind.Pollution, value, 0));
        else return halves.Take(sensor, DeviceNames.Place(node), half.Kind, half.IsSecond, value, now, found);
        return null;
    }

    private static double? Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;

    /// <summary>A moment with its zone; null for one without, which could be anywhere.</summary>
    private static long? Time(string text)
    {
        if (text.Length > 40) throw new FormatException("the time is too long");
        ReadOnlySpan<char> clock = text.AsSpan(Math.Min(text.Length, 10));
        if (!clock.ContainsAny('Z', '+', '-')) return null;
        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }
}
