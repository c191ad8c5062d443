using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>POST /api/traffic/owntracks</c>: messages of OwnTracks in HTTP mode. The answer is an empty list of commands.</summary>
internal static class OwnTracksEndpoints
{
    private static readonly object[] s_nothing = [];

    public static void MapOwnTracks(this IEndpointRouteBuilder traffic) => traffic
        .MapPost("/owntracks", AcceptAsync)
        .WithName("PostOwnTracks")
        .WithSummary("A message of OwnTracks in HTTP mode; locations are stored, other messages are answered")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> AcceptAsync(HttpRequest request, ReceivedPositions received, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> body = await BodyReader.ReadAsync(request, cancel).ConfigureAwait(false);
        // The app sends an empty body now and then.
        if (body.IsEmpty) return Nothing();
        if (!OwnTracksReport.TryParse(body, Named(request, "X-Limit-U", "u"), Named(request, "X-Limit-D", "d"), out OwnTracksMessage message, out VehiclePosition position, out string? reason)
            || message == OwnTracksMessage.Position)
            return await PhoneAnswer.StoreAsync(received, position, reason, Nothing, cancel).ConfigureAwait(false);
        // The app sends again what is not answered with success, and would send nothing else before that.
        if (message == OwnTracksMessage.NoFix) received.Bad(PositionSource.Phone);
        if (message == OwnTracksMessage.Encrypted) received.Unreadable();
        return Nothing();
    }

    private static IResult Nothing() => TypedResults.Ok(s_nothing);

    private static string? Named(HttpRequest request, string header, string parameter) =>
        request.Headers[header].ToString() is { Length: > 0 } value ? value : request.Query[parameter].ToString() is { Length: > 0 } other ? other : null;
}
