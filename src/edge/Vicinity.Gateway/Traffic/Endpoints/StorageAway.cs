using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>The answer when positions cannot be stored for now. It does not name the part that is away.</summary>
internal static class StorageAway
{
    public static IResult Result() => TypedResults.Problem(
        title: "Positions cannot be stored now", detail: "Nothing of this request was stored. Send it again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
