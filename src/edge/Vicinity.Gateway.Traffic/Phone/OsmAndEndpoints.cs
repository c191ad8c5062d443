using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>/api/traffic/osmand</c>: reports of OsmAnd and Traccar Client, by query, form or JSON.</summary>
internal static class OsmAndEndpoints
{
    public static void MapOsmAnd(this IEndpointRouteBuilder traffic)
    {
        traffic.MapGet("/osmand", AcceptAsync)
            .WithMetadata(ChangesOnGet.Mark)
            .WithName("GetOsmAnd").WithSummary("A report of OsmAnd or Traccar Client in the query: id, lat, lon, timestamp, speed (knots), bearing")
            .WithDescription("Refused where a web page of another site asks for it, for example as the address of a picture.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        traffic.MapPost("/osmand", AcceptAsync)
            .WithName("PostOsmAnd").WithSummary("A report of OsmAnd or Traccar Client in the query, as a form or as JSON")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> AcceptAsync(HttpRequest request, ReceivedPositions received, TrafficView view, CancellationToken cancel)
    {
        VehiclePosition position;
        string? reason;
        if (request.HasJsonContentType())
        {
            ReadOnlyMemory<byte> body = await BodyReader.ReadAsync(request, cancel).ConfigureAwait(false);
            OsmAndReport.TryParseJson(body, received.Now, out position, out reason);
        }
        else
        {
            Func<string, string?> parameter = await ParametersAsync(request, cancel).ConfigureAwait(false);
            if (OsmAndReport.IsInvalidFix(parameter))
            {
                // The app sends again what is not answered with success.
                received.Bad(PositionSource.Phone);
                return TypedResults.Ok();
            }
            OsmAndReport.TryParse(parameter, vehicle => LastPlace(view, vehicle), received.Now, out position, out reason);
        }
        return await PhoneAnswer.StoreAsync(received, position, reason, static () => TypedResults.Ok(), cancel).ConfigureAwait(false);
    }

    private static async Task<Func<string, string?>> ParametersAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.Query.Count > 0 || !request.HasFormContentType) return name => request.Query[name] is [var first, ..] ? first : null;
        IFormCollection form = await FormReader.ReadAsync(request, cancel).ConfigureAwait(false);
        return name => form[name] is [var first, ..] ? first : null;
    }

    private static (double Latitude, double Longitude)? LastPlace(TrafficView view, string vehicle) =>
        view.Find(vehicle) is { } last ? (last.Latitude, last.Longitude) : null;
}
