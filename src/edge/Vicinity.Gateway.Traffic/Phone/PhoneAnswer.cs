using Microsoft.AspNetCore.Http;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>Stores a phone's report and answers it: an app keeps a report that was not answered with success and sends it again.</summary>
internal static class PhoneAnswer
{
    public static async Task<IResult> StoreAsync(
        ReceivedPositions received, VehiclePosition position, string? reason, Func<IResult> stored, CancellationToken cancel)
    {
        reason ??= received.RefuseTime(position);
        if (reason is not null)
        {
            received.Bad(PositionSource.Phone);
            return TypedResults.Problem(title: "The report cannot be read", detail: reason, statusCode: StatusCodes.Status400BadRequest);
        }
        try
        {
            await received.StoreAsync(position, cancel).ConfigureAwait(false);
            return stored();
        }
        catch (QuadrantLimitException limit)
        {
            return TypedResults.Problem(title: "The position cannot be taken", detail: limit.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (TrafficException)
        {
            return StorageAway.Result("Positions");
        }
    }
}
