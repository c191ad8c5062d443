using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary><c>GET /api/weather/windows</c>: windows of the kept history.</summary>
internal static class WindowEndpoints
{
    private const int Usual = 1_000;
    private const int Most = 10_000;

    public static void MapWindows(this IEndpointRouteBuilder weather) => weather
        .MapGet("/windows", IResult (WindowView view, SensorsRule sensors, HttpContext context, string? quantity, string? scope, string? name, long? from, long? to, int? limit, string? after) =>
        {
            if (!WindowQuery.TryRead(quantity, scope, name, from, to, out WindowQuery? query, out IResult? problem)) return problem;
            if (query.Scope == WindowScope.Sensor && sensors.Refuse(context) is { } refusal)
                return TypedResults.Problem(title: refusal.Title, detail: refusal.Detail, statusCode: StatusCodes.Status403Forbidden);
            if (limit is < 1 or > Most) return Wrong.Request($"limit {limit} is not from 1 to {Most}");
            WindowCursor? cursor = null;
            if (after is not null)
            {
                if (!WindowCursor.TryParse(after, out WindowCursor told)) return Wrong.Request($"after '{Wrong.Told(after)}' is no place in a list of windows: take it from the Link header");
                cursor = told;
            }
            int most = limit ?? Usual;
            IReadOnlyList<Window> windows = view.Read(query.Quantity, query.Scope, query.Name, query.From, query.Before, cursor, most + 1);
            if (windows.Count > most) context.Response.Headers.Link = $"<{Next(context.Request, WindowCursor.Of(windows[most - 1]).ToString())}>; rel=\"next\"";
            return TypedResults.Ok(windows.Take(most).Select(WindowAnswer.Of));
        })
        .WithName("GetWeatherWindows")
        .WithSummary("Windows that were closed, of each the newest revision, oldest first")
        .WithDescription("quantity: wellness, pollution, temperature, humidity, co2, windDirection or windSpeed (all unless given); scope: all (unless given), place or sensor; name: the place or sensor; from, to: Unix milliseconds, to is left out; "
            + "limit: most windows, 1000 unless given, at most 10000; after: from the Link header, which leads to the next page. A window with count 0 is empty and has no mean.")
        .Produces<IEnumerable<WindowAnswer>>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static string Next(HttpRequest request, string after)
    {
        var query = new QueryBuilder();
        foreach ((string name, var values) in request.Query)
            if (!name.Equals("after", StringComparison.OrdinalIgnoreCase)) query.Add(name, (IEnumerable<string>)values.ToArray()!);
        query.Add("after", after);
        return string.Create(CultureInfo.InvariantCulture, $"{request.Path}{query}");
    }
}

/// <summary>A window. Times are Unix milliseconds.</summary>
/// <param name="Quantity">What is summed up.</param>
/// <param name="Scope">Over which sensors: all, place or sensor.</param>
/// <param name="Name">The place or sensor.</param>
/// <param name="Start">First moment.</param>
/// <param name="End">The moment after the last.</param>
/// <param name="Revision">0 when it was first closed, then rising.</param>
/// <param name="Count">Readings inside; 0 for an empty window, which has no mean.</param>
/// <param name="Mean">Mean; null for an empty window, and for directions that cancel out.</param>
/// <param name="Deviation">Standard deviation.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Greatest value.</param>
/// <param name="Newest">Detection time of the newest reading inside.</param>
internal sealed record WindowAnswer(
    string Quantity, string Scope, string Name, long Start, long End, int Revision, long Count, double? Mean, double? Deviation, double? Minimum, double? Maximum, long? Newest)
{
    public static WindowAnswer Of(Window w) => new(
        WeatherWords.Of(w.Quantity), WeatherWords.Of(w.Scope), w.Name, w.Start, w.End, w.Revision, w.Count, w.Mean, w.Deviation, w.Minimum, w.Maximum, w.Newest);
}
