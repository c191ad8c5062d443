using System.Text.Json;
using System.Text.Json.Serialization;
using Vicinity.Feeds;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>Positions that changed in what a reader looks at, or all of them.</summary>
/// <param name="T">The present, Unix milliseconds.</param>
/// <param name="Full">True when the vehicles are all there are.</param>
/// <param name="Vehicles">Rows of id, longitude, latitude, speed, heading, timestamp, source.</param>
/// <param name="Gone">Vehicles that are not there any more.</param>
internal sealed record PositionsPush(long T, bool Full, IReadOnlyList<PushedVehicle> Vehicles, IReadOnlyList<string> Gone);

/// <summary>The warm cells of what a reader looks at.</summary>
/// <param name="T">The present, Unix milliseconds.</param>
/// <param name="Zoom">Zoom of the cells.</param>
/// <param name="Cells">Rows of quadkey, longitude and latitude of the centre, weight, count.</param>
internal sealed record HeatPush(long T, int Zoom, IReadOnlyList<PushedCell> Cells);

/// <summary>The summary with the quadrants themselves.</summary>
internal sealed record SummaryPush(
    long Now, bool Live, bool Delayed, double DelayedSeconds, long Positions, double PositionsPerSecond, int Vehicles,
    IReadOnlyList<QuadrantReport> Quadrants, long BadRows, IReadOnlyList<SourceStatus> Sources)
{
    public static SummaryPush Of(TrafficSummary summary, IReadOnlyList<QuadrantReport> quadrants) => new(
        summary.Now, summary.Live, summary.Delayed, summary.DelayedSeconds, summary.Positions, summary.PositionsPerSecond, summary.Vehicles,
        quadrants, summary.BadRows, summary.Sources);
}

/// <summary>A vehicle as a short row.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct PushedVehicle(VehicleState State)
{
    internal sealed class Converter : JsonConverter<PushedVehicle>
    {
        public override PushedVehicle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, PushedVehicle value, JsonSerializerOptions options)
        {
            VehicleState state = value.State;
            writer.WriteStartArray();
            writer.WriteStringValue(state.Vehicle);
            writer.WriteNumberValue(GeoJson.Round(state.Longitude));
            writer.WriteNumberValue(GeoJson.Round(state.Latitude));
            if (state.Speed is { } speed) writer.WriteNumberValue(speed);
            else writer.WriteNullValue();
            if (state.Heading is { } heading) writer.WriteNumberValue(heading);
            else writer.WriteNullValue();
            writer.WriteNumberValue(state.Timestamp);
            if (state.Source == PositionSource.Unknown) writer.WriteNullValue();
            else writer.WriteStringValue(PositionRecord.NameOf(state.Source));
            writer.WriteEndArray();
        }
    }
}

/// <summary>A cell as a short row.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct PushedCell(HeatMapCell Cell)
{
    internal sealed class Converter : JsonConverter<PushedCell>
    {
        public override PushedCell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, PushedCell value, JsonSerializerOptions options)
        {
            GeoPoint centre = Tile.FromKey(value.Cell.Key).Centre;
            writer.WriteStartArray();
            writer.WriteStringValue(TileKey.ToQuadKey(value.Cell.Key));
            writer.WriteNumberValue(GeoJson.Round(centre.Longitude));
            writer.WriteNumberValue(GeoJson.Round(centre.Latitude));
            writer.WriteNumberValue(Math.Round(value.Cell.Weight, 3));
            writer.WriteNumberValue(value.Cell.Count);
            writer.WriteEndArray();
        }
    }
}
