using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary><c>GET /api/weather/readings</c> and <c>/sensors</c>: what each sensor said last, and how it is doing.</summary>
internal static class ReadingEndpoints
{
    public static void MapReadings(this IEndpointRouteBuilder weather)
    {
        weather.MapGet("/readings", IResult (SensorView view, HttpContext context, string? sensor, string? kind, string? place, string? limit, string? after) =>
        {
            if (!PageQuery.TryRead(limit ?? "1000", after, out PageQuery? page, out IResult? problem)) return problem;
            ReadingKind? only = null;
            if (kind is not null)
            {
                if (!WeatherWords.TryRead(kind, out ReadingKind known)) return Wrong.Request($"kind '{Wrong.Told(kind)}' is none of {WeatherWords.All<ReadingKind>()}");
                only = known;
            }
            IReadOnlyList<SensorState> found = [.. view.Sensors().Where(s => (only is null || s.Reading.Kind == only) && (sensor is null || s.Reading.Sensor == sensor) && (place is null || s.Reading.Place == place))];
            return TypedResults.Ok(page.Of(found, NameOf, context).Select(ReadingAnswer.Of));
        })
        .WithName("GetWeatherReadings")
        .WithSummary("The newest reading of each sensor and kind, with its coefficient and how fresh it is")
        .WithDescription("sensor, kind (air, pollution, wind) and place choose some of them; limit: most of them, 1000 unless given; after: the one behind which the page begins. The Link header leads to the next page. Times are in Unix milliseconds.")
        .Produces<IEnumerable<ReadingAnswer>>()
        .ProducesProblem(StatusCodes.Status400BadRequest);
        weather.MapGet("/sensors", IResult (SensorView view, HttpContext context, string? place, string? health, string? limit, string? after) =>
        {
            if (!PageQuery.TryRead(limit ?? "1000", after, out PageQuery? page, out IResult? problem)) return problem;
            SensorHealth? only = null;
            if (health is not null)
            {
                if (!WeatherWords.TryRead(health, out SensorHealth known)) return Wrong.Request($"health '{Wrong.Told(health)}' is none of {WeatherWords.All<SensorHealth>()}");
                only = known;
            }
            SensorAnswer[] found = [.. view.Sensors().GroupBy(s => s.Reading.Sensor, StringComparer.Ordinal).Select(SensorAnswer.Of)
                .Where(s => (place is null || s.Place == place) && (only is null || s.Health == WeatherWords.Of(only.Value)))];
            return TypedResults.Ok(page.Of(found, s => s.Sensor, context));
        })
        .WithName("GetWeatherSensors")
        .WithSummary("The sensors: where they stand, what they measure, how often, and whether they are live, late or silent")
        .WithDescription("place and health (live, late, silent) choose some of them; limit: most of them, 1000 unless given; after: the one behind which the page begins. The Link header leads to the next page.")
        .Produces<IEnumerable<SensorAnswer>>()
        .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static string NameOf(SensorState state) => $"{state.Reading.Sensor}/{WeatherWords.Of(state.Reading.Kind)}";
}

/// <summary>The newest reading of a sensor and kind. Times are Unix milliseconds.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Kind">air, pollution or wind.</param>
/// <param name="Place">Where it stands; empty for nowhere in particular.</param>
/// <param name="Number">Number of the reading.</param>
/// <param name="T">When it was measured.</param>
/// <param name="Received">When it came into the log.</param>
/// <param name="Values">What was measured: temperature (°C) and humidity (%), co2 (ppm), or direction (degrees) and speed (m/s).</param>
/// <param name="Coefficient">Air wellness or pollution, 1 is best; null for wind.</param>
/// <param name="Health">live, late or silent.</param>
internal sealed record ReadingAnswer(string Sensor, string Kind, string Place, long Number, long T, long Received, IReadOnlyDictionary<string, double> Values, double? Coefficient, string Health)
{
    public static ReadingAnswer Of(SensorState state) => new(
        state.Reading.Sensor, WeatherWords.Of(state.Reading.Kind), state.Reading.Place, state.Reading.Number, state.Reading.Time, state.Received,
        WeatherWords.Values(state.Reading), state.Coefficient, WeatherWords.Of(state.Health));
}

/// <summary>A sensor. Times are Unix milliseconds.</summary>
/// <param name="Sensor">Its name.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Kinds">What it measures.</param>
/// <param name="Health">live, late or silent: the best of its kinds.</param>
/// <param name="T">When it measured last.</param>
/// <param name="Received">When that came into the log.</param>
/// <param name="DelayMs">How long it took there; negative for a clock that is ahead.</param>
/// <param name="PeriodMs">Time between its readings; null where it is not known yet.</param>
/// <param name="Readings">Readings since the beginning of the kept history.</param>
internal sealed record SensorAnswer(string Sensor, string Place, IReadOnlyList<string> Kinds, string Health, long T, long Received, long DelayMs, double? PeriodMs, long Readings)
{
    public static SensorAnswer Of(IGrouping<string, SensorState> states)
    {
        SensorState newest = states.MaxBy(s => s.Received);
        return new SensorAnswer(
            states.Key, newest.Reading.Place, [.. states.Select(s => s.Reading.Kind).Order().Select(WeatherWords.Of)], WeatherWords.Of(states.Min(s => s.Health)),
            newest.Reading.Time, newest.Received, newest.DelayMs, newest.PeriodMs is { } period ? Math.Round(period, 1) : null, states.Sum(s => s.Readings));
    }
}
