using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary><c>GET /api/weather/export</c>: readings, windows and alarms as files.</summary>
internal static class ExportEndpoints
{
    private const int WindowsAtOnce = 10_000;

    private static readonly string[] s_readings = ["sensor", "kind", "place", "number", "time", "received", "temperature", "humidity", "co2", "direction", "speed", "coefficient", "health"];
    private static readonly string[] s_windows = ["quantity", "scope", "name", "start", "end", "revision", "count", "mean", "deviation", "minimum", "maximum", "newest"];
    private static readonly string[] s_alarms = ["time", "quantity", "place", "event", "mean", "threshold"];

    public static void MapExport(this IEndpointRouteBuilder weather) => weather
        .MapGet("/export", IResult (SensorView sensors, WindowView windows, AlarmView alarms, SensorsRule rule, HttpContext context, string? what, string? format, string? quantity, string? scope, string? name, long? from, long? to) =>
        {
            if (!Enum.TryParse(format ?? "csv", ignoreCase: true, out TableFormat wanted) || int.TryParse(format, out _)) return Wrong.Request($"format '{Wrong.Told(format!)}' is neither csv nor jsonl");
            if (!WindowQuery.TryRead(quantity, scope, name, from, to, out WindowQuery? query, out IResult? problem)) return problem;
            if ((what == "readings" || query.Scope == WindowScope.Sensor) && rule.Refuse(context) is { } refusal)
                return TypedResults.Problem(title: refusal.Title, detail: refusal.Detail, statusCode: StatusCodes.Status403Forbidden);
            return what switch
            {
                "readings" => new TableFile(s_readings, sensors.Sensors().OrderBy(s => s.Reading.Sensor, StringComparer.Ordinal).ThenBy(s => s.Reading.Kind).Select(RowOf), wanted, "weather-readings"),
                "windows" => new TableFile(s_windows, WindowsOf(windows, query).Select(RowOf), wanted, "weather-windows"),
                "alarms" => new TableFile(s_alarms, alarms.Events.Select(RowOf), wanted, "weather-alarms"),
                _ => Wrong.Request($"what '{Wrong.Told(what ?? "")}' is none of readings, windows, alarms"),
            };
        })
        .WithName("GetWeatherExport")
        .WithSummary("Newest readings, windows of the kept history, or alarms as a file: CSV or JSON Lines")
        .WithDescription("what: readings, windows or alarms; format: csv (unless given) or jsonl; windows are chosen by quantity, scope, name, from and to as in /api/weather/windows. Times are in Unix milliseconds. "
            + "In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.")
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    // Piece by piece, so that a slow reader holds nothing up.
    private static IEnumerable<Window> WindowsOf(WindowView view, WindowQuery query)
    {
        WindowCursor? after = null;
        while (true)
        {
            IReadOnlyList<Window> piece = view.Read(query.Quantity, query.Scope, query.Name, query.From, query.Before, after, WindowsAtOnce);
            foreach (Window window in piece) yield return window;
            if (piece.Count < WindowsAtOnce) yield break;
            after = WindowCursor.Of(piece[^1]);
        }
    }

    private static object?[] RowOf(SensorState s)
    {
        Reading r = s.Reading;
        (bool air, bool pollution, bool wind) = (r.Kind == ReadingKind.Air, r.Kind == ReadingKind.Pollution, r.Kind == ReadingKind.Wind);
        return
        [
            r.Sensor, WeatherWords.Of(r.Kind), r.Place, r.Number, r.Time, s.Received, air ? r.Temperature : null, air ? r.Humidity : null, pollution ? r.Co2 : null,
            wind ? r.Direction : null, wind ? r.Speed : null, s.Coefficient, WeatherWords.Of(s.Health),
        ];
    }

    private static object?[] RowOf(Window w) =>
        [WeatherWords.Of(w.Quantity), WeatherWords.Of(w.Scope), w.Name, w.Start, w.End, w.Revision, w.Count, w.Mean, w.Deviation, w.Minimum, w.Maximum, w.Newest];

    private static object?[] RowOf(AlarmEvent e) => [e.Time, WeatherWords.Of(e.Rule.Quantity), e.Place, e.IsRaised ? "raised" : "cleared", e.Mean, e.Rule.Raise];
}
