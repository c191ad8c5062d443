using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway.Weather;

/// <summary><c>POST /api/weather/readings</c>: readings as in the log, one or an array.</summary>
internal static class ReceivingEndpoints
{
    public static void MapReceiving(this IEndpointRouteBuilder weather) => weather
        .MapPost("/readings", AcceptAsync)
        .WithName("PostWeatherReadings")
        .WithSummary("Stores readings; answers when they are in the log")
        .WithDescription("The body is {sensor, kind, number?, time?, place?, temperature and humidity | co2 | direction and speed} or an array of up to 10000. kind is air, pollution or wind; time is in Unix milliseconds or ISO 8601 "
            + "(now unless given). A sensor and a number name a reading: one that comes twice counts once. Those of a sensor rise; where they are left out, the time of arrival in microseconds is taken, and a repetition is not noticed.")
        .Accepts<ReadingBody>("application/json")
        .Produces<AcceptedReadings>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> AcceptAsync(HttpRequest request, ReceivedReadings received, ReceivedRate rate, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> body = await BodyReader.ReadAsync(request, cancel).ConfigureAwait(false);
        ReadingBatch batch = received.Read(body.Span);
        if (batch.Problem is { } problem)
            return TypedResults.Problem(title: "The readings cannot be read", detail: problem, statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?> { ["rejected"] = batch.Rejected });
        if (rate.Refuse(request.HttpContext.Connection.RemoteIpAddress, batch.Good.Count + batch.Rejected.Count) is { } wait)
        {
            request.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem(
                title: "Too many readings",
                detail: $"Nothing of this request is stored: its {batch.Good.Count} readings are more than this address may send now. A burst may have {rate.Most}, and the setting ReceivedPerSecond says how many a second. Send it again after Retry-After.",
                statusCode: StatusCodes.Status429TooManyRequests);
        }
        (int accepted, bool isAway) = await received.StoreAsync(batch, cancel).ConfigureAwait(false);
        return isAway && accepted == 0 ? StorageAway.Result("Readings") : TypedResults.Ok(new AcceptedReadings(accepted, batch.Rejected));
    }
}

/// <summary>What <c>POST /api/weather/readings</c> answers.</summary>
/// <param name="Accepted">Readings that are in the log.</param>
/// <param name="Rejected">Those that are not.</param>
internal sealed record AcceptedReadings(int Accepted, IReadOnlyList<RejectedReading> Rejected);

/// <summary>A reading that was not taken.</summary>
/// <param name="Index">Its place in the array, from 0.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record RejectedReading(int Index, string Reason);

/// <summary>The body of a reading, for the description of the API.</summary>
internal sealed record ReadingBody(string Sensor, string Kind, long? Number, string? Time, string? Place, double? Temperature, double? Humidity, double? Co2, double? Direction, double? Speed);
