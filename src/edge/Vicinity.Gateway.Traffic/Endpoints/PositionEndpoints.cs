using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>POST /api/traffic/positions</c>: positions as in the log, one or an array.</summary>
internal static class PositionEndpoints
{
    public static void MapPositions(this IEndpointRouteBuilder traffic) => traffic
        .MapPost("/positions", AcceptAsync)
        .WithName("PostPositions")
        .WithSummary("Stores positions; answers when they are in the log")
        .WithDescription("The body is {vehicle, latitude, longitude, speed?, heading?, timestamp?} or an array of up to 10000: degrees WGS 84, metres a second, "
            + "degrees clockwise from north, Unix milliseconds (now unless given).")
        .Accepts<VehiclePositionBody>("application/json")
        .Produces<AcceptedPositions>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> AcceptAsync(HttpRequest request, ReceivedPositions received, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> body = await BodyReader.ReadAsync(request, cancel).ConfigureAwait(false);
        PositionBatch batch = PositionBatch.Read(body.Span, received.Now);
        if (batch.Problem is { } problem)
        {
            received.Bad(PositionSource.Api);
            return TypedResults.Problem(
                title: "The positions cannot be read", detail: problem, statusCode: StatusCodes.Status400BadRequest,
                extensions: new Dictionary<string, object?> { ["rejected"] = batch.Rejected });
        }
        List<RejectedPosition> rejected = batch.Rejected;
        var storing = new List<(int Index, Task Done)>(batch.Good.Count);
        foreach ((int index, VehiclePosition position) in batch.Good)
        {
            if (received.RefuseTime(position) is { } reason) rejected.Add(new RejectedPosition(index, reason));
            else storing.Add((index, received.StoreAsync(position.With(position.Timestamp, PositionSource.Api), cancel)));
        }
        int accepted = 0;
        bool away = false;
        foreach ((int index, Task done) in storing)
        {
            try
            {
                await done.ConfigureAwait(false);
                accepted++;
            }
            catch (QuadrantLimitException limit)
            {
                rejected.Add(new RejectedPosition(index, limit.Message));
            }
            catch (TrafficException)
            {
                away = true;
                rejected.Add(new RejectedPosition(index, "the log has not confirmed the position; send it again"));
            }
        }
        rejected.Sort((a, b) => a.Index.CompareTo(b.Index));
        foreach (RejectedPosition _ in rejected) received.Bad(PositionSource.Api);
        return away && accepted == 0 ? StorageAway.Result("Positions") : TypedResults.Ok(new AcceptedPositions(accepted, rejected));
    }
}

/// <summary>What <c>POST /api/traffic/positions</c> answers.</summary>
/// <param name="Accepted">Positions that are in the log.</param>
/// <param name="Rejected">Those that are not.</param>
internal sealed record AcceptedPositions(int Accepted, IReadOnlyList<RejectedPosition> Rejected);

/// <summary>A position that was not taken.</summary>
/// <param name="Index">Its place in the array, from 0.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record RejectedPosition(int Index, string Reason);

/// <summary>The body of a position, for the description of the API.</summary>
internal sealed record VehiclePositionBody(string Vehicle, double Latitude, double Longitude, double? Speed, double? Heading, long? Timestamp);
